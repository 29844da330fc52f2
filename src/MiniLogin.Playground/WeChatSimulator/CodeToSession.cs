using System.Text.Json.Nodes;

namespace MiniLogin.Playground.WeChatSimulator;

/// <summary>GET /sns/jscode2session</summary>
internal static class CodeToSession
{
    public static WeChatAnswer Handle(HttpRequest request, WeChatSimulator simulator)
    {
        var query = request.Query;
        string? appId = query["appid"];
        string? code = query["js_code"];
        var error = !HttpMethods.IsGet(request.Method) ? WeChatErrors.GetRequired
            : simulator.CheckCredentials(appId, query["secret"]) is var credentials and not 0 ? credentials
            : string.IsNullOrEmpty(code) ? WeChatErrors.CodeMissing
            : query["grant_type"] != "authorization_code" ? WeChatErrors.InvalidGrantType
            : 0;
        return error == 0 ? Exchange(appId!, code!, simulator) : simulator.Error(error);
    }

    /// <summary>GET /sns/component/jscode2session</summary>
    public static WeChatAnswer HandleComponent(HttpRequest request, WeChatSimulator simulator)
    {
        var query = request.Query;
        string? appId = query["appid"];
        string? code = query["js_code"];
        var error = !HttpMethods.IsGet(request.Method) ? WeChatErrors.GetRequired
            : ComponentEndpoints.Check(request, simulator, query["component_appid"]) is var component and not 0 ? component
            : simulator.Component.Find(appId) is null ? WeChatErrors.NotAuthorized
            : string.IsNullOrEmpty(code) ? WeChatErrors.CodeMissing
            : query["grant_type"] != "authorization_code" ? WeChatErrors.InvalidGrantType
            : 0;
        return error == 0 ? Exchange(appId!, code!, simulator) : simulator.Error(error);
    }

    private static WeChatAnswer Exchange(string appId, string code, WeChatSimulator simulator)
    {
        if (simulator.LoginCodes.OwnerOf(code, appId) is not { } user)
        {
            return simulator.Error(WeChatErrors.InvalidCode);
        }

        var openId = WeChatIds.OpenId(appId, user.Name);
        if (!simulator.LoginQuota.TryTake(openId))
        {
            return simulator.Error(WeChatErrors.MinuteQuota);
        }

        if (simulator.LoginCodes.Redeem(code, appId) is var state and not CodeState.Usable)
        {
            return simulator.Error(state == CodeState.Used ? WeChatErrors.CodeUsed : WeChatErrors.InvalidCode);
        }

        if (user.Blocked)
        {
            return simulator.Error(WeChatErrors.UserBlocked);
        }

        var answer = new JsonObject
        {
            ["session_key"] = simulator.SessionKeys.Current(appId, openId),
            ["openid"] = openId,
        };
        if (WeChatSimulator.UnionIdOf(user) is { } unionId)
        {
            answer["unionid"] = unionId;
        }

        return new(answer);
    }
}
