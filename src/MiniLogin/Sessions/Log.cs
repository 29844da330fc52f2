using Microsoft.Extensions.Logging;

namespace MiniLogin.Sessions;

internal static partial class Log
{
    public static void Ended(ILogger log, string sessionId) => Ended(log, LogEvents.SessionEnded, sessionId);

    public static void NotExtended(ILogger log, Exception exception, string sessionId) => NotExtended(log, exception, LogEvents.SessionNotExtended, sessionId);

    [LoggerMessage(LogLevel.Information, "{Event}: session {SessionId}")]
    private static partial void Ended(ILogger log, string @event, string sessionId);

    [LoggerMessage(LogLevel.Warning, "{Event}: session {SessionId} stays as long as it did")]
    private static partial void NotExtended(ILogger log, Exception exception, string @event, string sessionId);
}
