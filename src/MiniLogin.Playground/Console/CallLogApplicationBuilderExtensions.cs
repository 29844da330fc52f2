namespace MiniLogin.Playground.Console;

internal static class CallLogApplicationBuilderExtensions
{
    /// <summary>Before everything that answers calls, error handlers included.</summary>
    public static IApplicationBuilder UseCallLog(this IApplicationBuilder app) => app.UseMiddleware<CallLogMiddleware>();
}
