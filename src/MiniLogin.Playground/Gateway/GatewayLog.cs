namespace MiniLogin.Playground.Gateway;

internal static partial class GatewayLog
{
    public static void FunctionFailed(HttpContext http, Exception exception, string name) =>
        FunctionFailed(http.RequestServices.GetRequiredService<ILogger<GatewayFunction>>(), exception, name);

    [LoggerMessage(LogLevel.Error, "{Function} threw")]
    private static partial void FunctionFailed(ILogger log, Exception exception, string function);
}
