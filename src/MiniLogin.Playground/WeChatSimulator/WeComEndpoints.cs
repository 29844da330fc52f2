using System.Text.Json.Nodes;

namespace MiniLogin.Playground.WeChatSimulator;

/// <summary>The server API of WeCom, at the paths of qyapi.weixin.qq.com.</summary>
internal static class WeComEndpoints
{
    public const string GetTokenPath = "/cgi-bin/gettoken";
    public const string CodeToSessionPath = "/cgi-bin/miniprogram/jscode2session";

    public static void MapWeCom(this IEndpointRouteBuilder routes)
    {
        routes.Map(GetTokenPath, GetToken);
        routes.Map(CodeToSessionPath, CodeToSession);
    }

    private static WeChatAnswer GetToken(HttpRequest request, WeChatSimulator simulator)
    {
        var error = simulator.WeCom.CheckCredentials(request.Query["corpid"], request.Query["corpsecret"], out var app);
        if (error != 0)
        {
            return WeComSimulator.Error(error);
        }

        var (token, expiresIn) = simulator.WeCom.Tokens.Issue(app!);
        return new(new JsonObject { ["errcode"] = 0, ["errmsg"] = "ok", ["access_token"] = token, ["expires_in"] = expiresIn });
    }

    private static WeChatAnswer CodeToSession(HttpRequest request, WeChatSimulator simulator)
    {
        var error = simulator.WeCom.Tokens.Check(request.Query["access_token"], out var app);
        return error != 0 ? WeComSimulator.Error(error)
            : request.Query["grant_type"] != "authorization_code" ? WeComSimulator.Error(WeChatErrors.InvalidGrantType)
            : simulator.WeCom.Exchange(app!, request.Query["js_code"].ToString());
    }
}
