namespace MiniLogin.Playground.Gateway;

internal static partial class GatewayLog
{
    public static void FunctionFailed(HttpContext http, Exception exception, string name) => FunctionFailed(Log(http), exception, name);

    public static void TimedOut(HttpContext http, string name, TimeSpan limit) => TimedOut(Log(http), name, limit.TotalSeconds);

    public static void ReturnedNull(HttpContext http, string name) => ReturnedNull(Log(http), name);

    private static ILogger<GatewayFunction> Log(HttpContext http) => http.RequestServices.GetRequiredService<ILogger<GatewayFunction>>();

    [LoggerMessage(LogLevel.Error, "{Function} threw, so the answer is 500")]
    private static partial void FunctionFailed(ILogger log, Exception exception, string function);

    [LoggerMessage(LogLevel.Error, "{Function} took longer than {Seconds} s. Timeout in the template limits a function (the default is 3 s), and API Gateway waits at most 30 s")]
    private static partial void TimedOut(ILogger log, string function, double seconds);

    [LoggerMessage(LogLevel.Warning, "{Function} returned null, so the answer is 200 with the body null")]
    private static partial void ReturnedNull(ILogger log, string function);
}
