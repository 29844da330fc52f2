using MiniLogin.Account;
using MiniLogin.Functions.Wafer;
using MiniLogin.Login;
using MiniLogin.WeChat;

namespace MiniLogin.Functions.Answers;

/// <summary>The error table: what a failure is called and how it is answered.</summary>
/// <param name="Code">Stable: clients switch over it.</param>
/// <param name="WaferError">
/// What a Wafer client is told. Null: a problem in both dialects, since it says nothing about the session; on a login it always has one.
/// </param>
/// <param name="RetryAfter">Seconds.</param>
internal sealed record Failure(int Status, string Code, string Detail, string? WaferError = null, int? RetryAfter = null, string? Field = null)
{
    public static Failure SessionInvalid { get; } = new(401, "session_invalid", "There is no such live session. Log in again.", WaferErrors.InvalidSession);

    public static Failure SessionNotFound { get; } = new(404, "session_not_found", "You have no such live session.");

    public static Failure AvatarUnknown { get; } = new(404, "avatar_unknown", "There is no such picture.");

    public static Failure AvatarsOff { get; } = new(404, "avatars_off", "No pictures are kept here.");

    public static Failure StoreUnavailable { get; } = new(503, "store_unavailable", "The session store is not available now. Try again.", RetryAfter: 2);

    public static Failure Internal { get; } = new(500, "internal", "Something went wrong here.");

    private static Failure CodeRejected { get; } = new(401, "code_rejected", "WeChat does not accept this code. Call wx.login again.");

    private static Failure UserBlocked { get; } = new(403, "user_blocked", "This user may not log in.");

    private static Failure TooManyLogins { get; } = new(429, "too_many_logins", "This user has logged in too often within a minute. Keep the session you have, or wait.", RetryAfter: 60);

    private static Failure WeChatQuota { get; } = new(429, "wechat_quota", "WeChat takes no more logins for now.", RetryAfter: 60);

    private static Failure WeChatUnavailable { get; } = new(503, "wechat_unavailable", "WeChat did not answer as it should. Try again.", RetryAfter: 2);

    private static Failure AppUnknown { get; } = new(400, "app_unknown", "This mini program is not registered here, or it is disabled.");

    private static Failure AppMisconfigured { get; } = new(500, "app_misconfigured", "This mini program is not set up correctly here.");

    public static Failure RequestInvalid(string field, string reason) => new(400, "request_invalid", $"{field} {reason}.", Field: field);

    /// <exception cref="ArgumentException">It succeeded.</exception>
    public static Failure From(LoginOutcome outcome) => outcome switch
    {
        LoginOutcome.RequestInvalid invalid => RequestInvalid(invalid.Field, invalid.Reason),
        LoginOutcome.CodeRejected => CodeRejected,
        LoginOutcome.UserBlocked => UserBlocked,
        LoginOutcome.TooManyLogins => TooManyLogins,
        LoginOutcome.AppUnknown => AppUnknown,
        LoginOutcome.Failed { Failure: var failure } => From(failure),
        _ => throw new ArgumentException("Not a failure.", nameof(outcome)),
    };

    /// <summary>But for the session, a problem in both dialects: a Wafer client would take anything else for the end of its session.</summary>
    /// <exception cref="ArgumentException">It succeeded.</exception>
    public static Failure From(PhoneOutcome outcome) => outcome switch
    {
        PhoneOutcome.SessionInvalid => SessionInvalid,
        PhoneOutcome.RequestInvalid invalid => RequestInvalid(invalid.Field, invalid.Reason),
        PhoneOutcome.CodeRejected => CodeRejected with { Detail = "WeChat does not accept this code. Let the user press the button again." },
        PhoneOutcome.Failed { Failure: WeChatFailure.Quota } => WeChatQuota with { Detail = "WeChat gives no more phone numbers for now." },
        PhoneOutcome.Failed { Failure: var failure } => From(failure),
        _ => throw new ArgumentException("Not a failure.", nameof(outcome)),
    };

    /// <exception cref="ArgumentException">It succeeded.</exception>
    public static Failure From(IdentityOutcome outcome) => outcome switch
    {
        IdentityOutcome.CodeRejected => CodeRejected,
        IdentityOutcome.UserBlocked => UserBlocked,
        IdentityOutcome.AppUnknown => AppUnknown,
        IdentityOutcome.Failed { Failure: var failure } => From(failure),
        _ => throw new ArgumentException("Not a failure.", nameof(outcome)),
    };

    private static Failure From(WeChatFailure failure) => failure switch
    {
        WeChatFailure.Quota => WeChatQuota,
        WeChatFailure.Misconfigured => AppMisconfigured,
        _ => WeChatUnavailable,
    };
}
