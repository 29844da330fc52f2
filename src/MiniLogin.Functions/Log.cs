using Microsoft.Extensions.Logging;

namespace MiniLogin.Functions;

internal static partial class Log
{
    public static void StoreUnavailable(ILogger log, Exception exception) => StoreUnavailable(log, exception, LogEvents.StoreUnavailable);

    public static void Internal(ILogger log, Exception exception) => Internal(log, exception, LogEvents.Internal);

    [LoggerMessage(LogLevel.Error, "{Event}: answered 503")]
    private static partial void StoreUnavailable(ILogger log, Exception exception, string @event);

    [LoggerMessage(LogLevel.Critical, "{Event}: answered 500")]
    private static partial void Internal(ILogger log, Exception exception, string @event);
}
