using MiniLogin.Account;
using MiniLogin.Functions.Wafer;
using MiniLogin.Login;
using MiniLogin.WeChat;
using MiniLogin.WeChat.ThirdParty;

namespace MiniLogin.Functions.Pipeline;

/// <summary>The error table: the status, code and text of every failure.</summary>
/// <param name="Code">Never changes, because clients depend on it.</param>
/// <param name="WaferError">
/// The <c>error</c> for a Wafer client. Null for a problem document in both formats, because a Wafer client would otherwise drop its
/// session. Never null on a login.
/// </param>
/// <param name="RetryAfter">In seconds.</param>
internal sealed record Failure(int Status, string Code, string Detail, string? WaferError = null, int? RetryAfter = null, string? Field = null)
{
    public static Failure SessionInvalid { get; } = new(401, "session_invalid", "Session not found or expired. Log in again.", WaferErrors.InvalidSession);

    public static Failure SessionNotFound { get; } = new(404, "session_not_found", "Session not found or already ended.");

    public static Failure AvatarUnknown { get; } = new(404, "avatar_unknown", "Avatar not found.");

    public static Failure AvatarsOff { get; } = new(404, "avatars_off", "Avatars are disabled.");

    private static Failure ComponentOff { get; } = new(404, "component_off", "No third-party platform is configured.");

    private static Failure PushRefused { get; } = new(403, "push_refused", "The push was not accepted.");

    public static Failure StoreUnavailable { get; } = new(503, "store_unavailable", "The session store is temporarily unavailable. Try again.", RetryAfter: 2);

    public static Failure Internal { get; } = new(500, "internal", "Internal error.");

    private static Failure CodeRejected { get; } = new(401, "code_rejected", "WeChat rejected this code. Call wx.login for a new one.");

    private static Failure PhoneRejected { get; } = new(400, "phone_rejected", "The phone number could not be decrypted, or is too old. Log in, then ask the user to press the button again.");

    private static Failure UserBlocked { get; } = new(403, "user_blocked", "This user is blocked and cannot log in.");

    private static Failure TooManyLogins { get; } = new(429, "too_many_logins", "This user logged in too often within a minute. Use the existing session, or wait.", RetryAfter: 60);

    private static Failure TooManyCodes { get; } = new(429, "too_many_codes", "This user sent too many codes within a minute. Wait, then get a new code.", RetryAfter: 60);

    private static Failure WeChatQuota { get; } = new(429, "wechat_quota", "WeChat's login quota is used up. Try again later.", RetryAfter: 60);

    private static Failure WeChatDayQuota { get; } = WeChatQuota with { Detail = "WeChat's quota of the day is used up. Try again later.", RetryAfter = 3600 };

    private static Failure WeChatUnavailable { get; } = new(503, "wechat_unavailable", "WeChat did not respond as expected. Try again.", RetryAfter: 2);

    private static Failure NotOffered { get; } = new(400, "not_offered", "WeCom does not offer this. It works in WeChat only.");

    private static Failure AppUnknown { get; } = new(400, "app_unknown", "This mini program is not registered or is disabled.");

    private static Failure AppMisconfigured { get; } = new(500, "app_misconfigured", "The operator has not configured this mini program correctly.");

    public static Failure TooManyUploads(int retryAfter) => new(429, "too_many_uploads", "This user uploaded too many pictures today. Try again tomorrow.", RetryAfter: retryAfter);

    public static Failure RequestInvalid(string field, string reason) => new(400, "request_invalid", $"{field} {reason}.", Field: field);

    /// <exception cref="ArgumentException">The outcome is a success.</exception>
    public static Failure From(LoginOutcome outcome) => outcome switch
    {
        LoginOutcome.RequestInvalid invalid => RequestInvalid(invalid.Field, invalid.Reason),
        LoginOutcome.UserBlocked => UserBlocked,
        LoginOutcome.TooManyLogins => TooManyLogins,
        LoginOutcome.AppUnknown => AppUnknown,
        LoginOutcome.Failed { Failure: var failure } => From(failure),
        _ => throw new ArgumentException("Not a failure.", nameof(outcome)),
    };

    /// <summary>Except for an invalid session, a problem document in both formats, because a Wafer client would otherwise drop its session.</summary>
    /// <exception cref="ArgumentException">The outcome is a success.</exception>
    public static Failure From(PhoneOutcome outcome) => outcome switch
    {
        PhoneOutcome.SessionInvalid => SessionInvalid,
        PhoneOutcome.RequestInvalid invalid => RequestInvalid(invalid.Field, invalid.Reason),
        PhoneOutcome.TooManyCodes => TooManyCodes,
        PhoneOutcome.Rejected => PhoneRejected,
        PhoneOutcome.Failed { Failure: WeChatFailure.CodeRejected } => CodeRejected with { Detail = "WeChat rejected this code. Ask the user to press the button again." },
        PhoneOutcome.Failed { Failure: WeChatFailure.Quota { OfDay: false } } => WeChatQuota with { Detail = "WeChat's phone number quota is used up. Try again later." },
        PhoneOutcome.Failed { Failure: var failure } => From(failure),
        _ => throw new ArgumentException("Not a failure.", nameof(outcome)),
    };

    /// <exception cref="ArgumentException">The outcome is a success.</exception>
    public static Failure From(IdentityOutcome outcome) => outcome switch
    {
        IdentityOutcome.CodeRejected => CodeRejected,
        IdentityOutcome.TooManyCodes => TooManyCodes,
        IdentityOutcome.AppUnknown => AppUnknown,
        IdentityOutcome.Failed { Failure: var failure } => From(failure),
        _ => throw new ArgumentException("Not a failure.", nameof(outcome)),
    };

    /// <exception cref="ArgumentException">The outcome is a success.</exception>
    public static Failure From(PushOutcome outcome) => outcome switch
    {
        PushOutcome.Off => ComponentOff,
        PushOutcome.Refused => PushRefused,
        PushOutcome.Unavailable => WeChatUnavailable,
        _ => throw new ArgumentException("Not a failure.", nameof(outcome)),
    };

    public static Failure From(AccessTokenFailure failure) => failure switch
    {
        AccessTokenFailure.AppUnknown => AppUnknown,
        AccessTokenFailure.Misconfigured => AppMisconfigured,
        AccessTokenFailure.QuotaOfMinute => WeChatQuota with { Detail = "WeChat's quota of access_tokens is used up. Try again later." },
        AccessTokenFailure.QuotaOfDay => WeChatDayQuota,
        _ => WeChatUnavailable,
    };

    private static Failure From(WeChatFailure failure) => failure switch
    {
        WeChatFailure.CodeRejected => CodeRejected,
        WeChatFailure.UserBlocked => UserBlocked,
        WeChatFailure.Quota { OfDay: true } => WeChatDayQuota,
        WeChatFailure.Quota => WeChatQuota,
        WeChatFailure.Misconfigured => AppMisconfigured,
        WeChatFailure.NotOffered => NotOffered,
        _ => WeChatUnavailable,
    };
}
