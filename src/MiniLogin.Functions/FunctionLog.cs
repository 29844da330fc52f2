using Microsoft.Extensions.Logging;

namespace MiniLogin.Functions;

internal static partial class FunctionLog
{
    public static void StoreUnavailable(ILogger log, Exception exception) => StoreUnavailable(log, exception, LogEvents.StoreUnavailable);

    public static void Internal(ILogger log, Exception exception) => Internal(log, exception, LogEvents.Internal);

    public static void StartFailed(ILogger log, Exception exception) => StartFailed(log, exception, LogEvents.StartFailed);

    [LoggerMessage(LogLevel.Error, "{Event}: a store did not answer")]
    private static partial void StoreUnavailable(ILogger log, Exception exception, string @event);

    [LoggerMessage(LogLevel.Critical, "{Event}: unexpected exception")]
    private static partial void Internal(ILogger log, Exception exception, string @event);

    [LoggerMessage(LogLevel.Critical, "{Event}: the function cannot start")]
    private static partial void StartFailed(ILogger log, Exception exception, string @event);
}
