using System.Text.Json.Nodes;

namespace MiniLogin.Playground.WeChatSimulator;

/// <summary>POST /cgi-bin/stable_token</summary>
internal static class StableToken
{
    public static async Task<WeChatAnswer> Handle(HttpRequest request, WeChatSimulator simulator)
    {
        if (!HttpMethods.IsPost(request.Method))
        {
            return simulator.Error(WeChatErrors.PostRequired);
        }

        if (await PostedJson.ReadAsync(request) is not { } body)
        {
            return simulator.Error(WeChatErrors.MalformedJson);
        }

        var appId = body.Text("appid");
        var error = body.Text("grant_type") != "client_credential"
            ? WeChatErrors.InvalidGrantType
            : simulator.CheckCredentials(appId, body.Text("secret"));
        if (error != 0)
        {
            return simulator.Error(error);
        }

        return simulator.AccessTokens.Issue(appId!, body.Flag("force_refresh")) is var (token, expiresIn)
            ? new(new JsonObject { ["access_token"] = token, ["expires_in"] = expiresIn })
            : simulator.Error(WeChatErrors.DailyQuota);
    }
}
