using Microsoft.Extensions.Logging;
using MiniLogin.Apps;

namespace MiniLogin.Account;

/// <summary>Never pass an openid, profile or phone number to these methods.</summary>
internal static partial class AccountLog
{
    public static void PhoneBound(ILogger log, AppId appId) => Outcome(log, LogEvents.PhoneBound, appId.ToString());

    /// <summary>For encryptedData and iv that do not verify.</summary>
    public static void PhoneRejected(ILogger log, AppId appId) => Outcome(log, LogEvents.PhoneRejected, appId.ToString());

    /// <summary>For a code that was rejected from memory.</summary>
    public static void CodeRejected(ILogger log, AppId appId) => Warning(log, LogEvents.CodeRejected, appId.ToString());

    public static void TooManyCodes(ILogger log, AppId appId) => Warning(log, LogEvents.TooManyCodes, appId.ToString());

    public static void Deleted(ILogger log) => Deleted(log, LogEvents.UserDeleted);

    [LoggerMessage(LogLevel.Information, "{Event}: app {AppId}")]
    private static partial void Outcome(ILogger log, string @event, string appId);

    [LoggerMessage(LogLevel.Warning, "{Event}: app {AppId}")]
    private static partial void Warning(ILogger log, string @event, string appId);

    [LoggerMessage(LogLevel.Information, "{Event}: a user with profile, phone number and sessions")]
    private static partial void Deleted(ILogger log, string @event);
}
