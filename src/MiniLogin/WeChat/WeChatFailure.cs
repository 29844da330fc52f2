namespace MiniLogin.WeChat;

/// <summary>Why a call to WeChat failed for a reason that the caller did not cause.</summary>
internal abstract record WeChatFailure
{
    private WeChatFailure()
    {
    }

    /// <summary>An errcode that is specific to this call, so <see cref="From"/> does not know it.</summary>
    public sealed record Refused(int ErrCode) : WeChatFailure;

    /// <summary>45009: the quota of the day is used up. 45011: the quota of the minute.</summary>
    public sealed record Quota : WeChatFailure;

    /// <summary>WeChat is busy, down or slow, or its answer cannot be understood.</summary>
    public sealed record Unavailable : WeChatFailure;

    /// <summary>The operator must fix the AppID, AppSecret, IP allow list or permissions.</summary>
    public sealed record Misconfigured(int ErrCode) : WeChatFailure;

    /// <summary>Returns the failure of an answer, or null if the call succeeded.</summary>
    public static WeChatFailure? From(IWeChatAnswer? answer) => answer is null ? new Unavailable() : (answer.ErrCode ?? WeChat.ErrCode.Ok) switch
    {
        WeChat.ErrCode.Ok => null,
        WeChat.ErrCode.Busy => new Unavailable(),
        WeChat.ErrCode.DailyQuota or WeChat.ErrCode.Quota => new Quota(),
        var errCode and (WeChat.ErrCode.IpNotAllowed or WeChat.ErrCode.ApiNotAllowed or WeChat.ErrCode.AppFrozen) => new Misconfigured(errCode),
        var errCode => new Refused(errCode),
    };

    /// <summary>
    /// Like <see cref="From"/>, for calls that send the AppID and AppSecret. If these are wrong, the app is misconfigured. Any other
    /// unknown errcode counts as unavailable.
    /// </summary>
    public static WeChatFailure? FromCredentials(IWeChatAnswer? answer) => From(answer) switch
    {
        Refused
        {
            ErrCode: var errCode and (WeChat.ErrCode.InvalidCredential or WeChat.ErrCode.InvalidAppId or WeChat.ErrCode.InvalidSecret or WeChat.ErrCode.AppIdMissing or WeChat.ErrCode.SecretMissing)
        } => new Misconfigured(errCode),
        Refused => new Unavailable(),
        var failure => failure,
    };
}

/// <summary>The errcodes that MiniLogin distinguishes. 40163 and 40243 occur in practice but are missing in WeChat's tables.</summary>
internal static class ErrCode
{
    public const int Ok = 0;
    public const int Busy = -1;
    public const int InvalidCredential = 40001;
    public const int InvalidOpenId = 40003;
    public const int InvalidAppId = 40013;
    public const int AccessTokenInvalid = 40014;
    public const int CodeInvalid = 40029;
    public const int InvalidArguments = 40097;
    public const int InvalidSecret = 40125;
    public const int CodeUsed = 40163;
    public const int IpNotAllowed = 40164;
    public const int UserBlocked = 40226;
    public const int AppFrozen = 40243;
    public const int AppIdMissing = 41002;
    public const int SecretMissing = 41004;
    public const int CodeMissing = 41008;
    public const int AccessTokenExpired = 42001;
    public const int OpenIdOfAnotherApp = 43104;
    public const int DailyQuota = 45009;
    public const int Quota = 45011;
    public const int ApiNotAllowed = 48001;
    public const int UserAwayTooLong = 61010;
    public const int SignatureInvalid = 87009;
}
