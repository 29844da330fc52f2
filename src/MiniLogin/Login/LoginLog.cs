using Microsoft.Extensions.Logging;
using MiniLogin.Apps;

namespace MiniLogin.Login;

/// <summary>Never pass a code, token, openid or profile to these methods.</summary>
internal static partial class LoginLog
{
    public static void Succeeded(ILogger log, AppId appId, string sessionId, long loginCount) => Succeeded(log, LogEvents.LoginSucceeded, appId.ToString(), sessionId, loginCount);

    public static void Repeated(ILogger log, AppId appId, string sessionId) => Repeated(log, LogEvents.LoginRepeated, appId.ToString(), sessionId);

    public static void ProfileRejected(ILogger log, AppId appId) => Outcome(log, LogEvents.ProfileRejected, appId.ToString());

    public static void RequestInvalid(ILogger log, string field, string reason) => RequestInvalid(log, LogEvents.RequestInvalid, field, reason);

    public static void TooManyLogins(ILogger log, AppId appId) => Warning(log, LogEvents.TooManyLogins, appId.ToString());

    /// <summary>For a code that was rejected from memory.</summary>
    public static void CodeRejected(ILogger log, AppId appId) => Warning(log, LogEvents.CodeRejected, appId.ToString());

    public static void AppUnknown(ILogger log, string? appId) => Outcome(log, LogEvents.AppUnknown, appId ?? "(none named)");

    public static void NotSuperseded(ILogger log, Exception exception, string sessionId) => NotSuperseded(log, exception, LogEvents.SessionNotSuperseded, sessionId);

    public static void PhoneNotBound(ILogger log, Exception exception, AppId appId) => PhoneNotBound(log, exception, LogEvents.PhoneNotBound, appId.ToString());

    public static void NotPrepared(ILogger log, Exception exception, AppId appId) => NotPrepared(log, exception, LogEvents.AppNotPrepared, appId.ToString());

    [LoggerMessage(LogLevel.Warning, "{Event}: app {AppId}, the user is logged in without the phone number")]
    private static partial void PhoneNotBound(ILogger log, Exception exception, string @event, string appId);

    [LoggerMessage(LogLevel.Warning, "{Event}: app {AppId} could not be prepared at start; the first login tries again")]
    private static partial void NotPrepared(ILogger log, Exception exception, string @event, string appId);

    [LoggerMessage(LogLevel.Information, "{Event}: app {AppId}, session {SessionId}, login number {LoginCount} of this user")]
    private static partial void Succeeded(ILogger log, string @event, string appId, string sessionId, long loginCount);

    [LoggerMessage(LogLevel.Information, "{Event}: app {AppId}, session {SessionId} returned again")]
    private static partial void Repeated(ILogger log, string @event, string appId, string sessionId);

    [LoggerMessage(LogLevel.Information, "{Event}: app {AppId}")]
    private static partial void Outcome(ILogger log, string @event, string appId);

    [LoggerMessage(LogLevel.Warning, "{Event}: app {AppId}")]
    private static partial void Warning(ILogger log, string @event, string appId);

    [LoggerMessage(LogLevel.Information, "{Event}: {Field} {Reason}")]
    private static partial void RequestInvalid(ILogger log, string @event, string field, string reason);

    [LoggerMessage(LogLevel.Warning, "{Event}: replaced session {SessionId} could not be ended; it ends at its own limits")]
    private static partial void NotSuperseded(ILogger log, Exception exception, string @event, string sessionId);
}
