using Microsoft.Extensions.Logging;

namespace MiniLogin.Apps;

internal static partial class Log
{
    public static void AppNotRefreshed(ILogger log, Exception exception, string appId) => AppNotRefreshed(log, exception, LogEvents.AppNotRefreshed, appId);

    [LoggerMessage(LogLevel.Warning, "{Event}: app {AppId} could not be read anew; what is known of it serves on for now")]
    private static partial void AppNotRefreshed(ILogger log, Exception exception, string @event, string appId);
}
