using MiniLogin.Playground.Console;
using MiniLogin.Playground.WeChatSimulator;

namespace MiniLogin.Playground.DevTools;

/// <summary>
/// Lets web pages of every origin call the API, as H5 builds of uni-app and Taro do while they are developed (CORS). Not the console, its
/// endpoints, the simulated WeChat or KMS: a page could use them against the developer.
/// </summary>
internal static class BrowserAccess
{
    /// <summary>The headers that template.yaml allows.</summary>
    private static readonly string[] AllowedHeaders = ["authorization", "content-type", "x-wx-code", "x-wx-encrypted-data", "x-wx-id", "x-wx-iv", "x-wx-skey"];

    public static void UseBrowserAccess(this IApplicationBuilder app) => app.UseWhen(
        http => IsApi(http.Request.Path),
        api => api.UseCors(policy => policy.AllowAnyOrigin().AllowAnyMethod().WithHeaders(AllowedHeaders).SetPreflightMaxAge(TimeSpan.FromMinutes(10))));

    private static bool IsApi(PathString path) => path != "/" && !ConsolePage.Owns(path) && !WeChatEndpoints.IsWeChat(path);
}
