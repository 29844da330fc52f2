namespace MiniLogin.WeChat;

/// <summary>Why a call with an access_token did not come to its answer.</summary>
internal abstract record WeChatTrouble
{
    private WeChatTrouble()
    {
    }

    /// <summary>An errcode of the call's own.</summary>
    public sealed record Refused(int ErrCode) : WeChatTrouble;

    /// <summary>45009 of the day, 45011 of the minute.</summary>
    public sealed record Quota : WeChatTrouble;

    /// <summary>Busy, down, slow or not to be understood.</summary>
    public sealed record Unavailable : WeChatTrouble;

    /// <summary>The operator's to mend: id, secret, IP allow list, rights.</summary>
    public sealed record Misconfigured(int ErrCode) : WeChatTrouble;

    /// <summary>The trouble of an answer; null for a good one.</summary>
    public static WeChatTrouble? Of(IWeChatAnswer? answer) => answer is null ? new Unavailable() : (answer.ErrCode ?? WeChat.ErrCode.Ok) switch
    {
        WeChat.ErrCode.Ok => null,
        WeChat.ErrCode.Busy => new Unavailable(),
        WeChat.ErrCode.DailyQuota or WeChat.ErrCode.Quota => new Quota(),
        var errCode and (WeChat.ErrCode.IpNotAllowed or WeChat.ErrCode.ApiNotAllowed or WeChat.ErrCode.AppFrozen) => new Misconfigured(errCode),
        var errCode => new Refused(errCode),
    };
}
