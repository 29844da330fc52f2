using Microsoft.Extensions.Logging;

namespace MiniLogin.Sessions;

internal static partial class Log
{
    public static void Ended(ILogger log, string sessionId) => Ended(log, LogEvents.SessionEnded, sessionId);

    public static void NotExtended(ILogger log, Exception exception, string sessionId) => NotExtended(log, exception, LogEvents.SessionNotExtended, sessionId);

    public static void AllEnded(ILogger log, int count) => AllEnded(log, LogEvents.SessionsEnded, count);

    public static void NotCapped(ILogger log, Exception exception) => NotCapped(log, exception, LogEvents.SessionsNotCapped);

    [LoggerMessage(LogLevel.Information, "{Event}: {Count} sessions of a user")]
    private static partial void AllEnded(ILogger log, string @event, int count);

    [LoggerMessage(LogLevel.Warning, "{Event}: the oldest sessions of a user beyond the cap stay for now")]
    private static partial void NotCapped(ILogger log, Exception exception, string @event);

    [LoggerMessage(LogLevel.Information, "{Event}: session {SessionId}")]
    private static partial void Ended(ILogger log, string @event, string sessionId);

    [LoggerMessage(LogLevel.Warning, "{Event}: session {SessionId} stays as long as it did")]
    private static partial void NotExtended(ILogger log, Exception exception, string @event, string sessionId);
}
