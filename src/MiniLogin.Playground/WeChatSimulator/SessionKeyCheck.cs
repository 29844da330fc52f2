using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace MiniLogin.Playground.WeChatSimulator;

/// <summary>GET /wxa/checksession and GET /wxa/resetusersessionkey. The caller signs with the current session_key.</summary>
internal static class SessionKeyCheck
{
    public static WeChatAnswer HandleCheck(HttpRequest request, WeChatSimulator simulator) =>
        Check(request, simulator, out _) is var error and not 0
            ? simulator.Error(error)
            : new(new JsonObject { ["errcode"] = 0, ["errmsg"] = "ok" });

    public static WeChatAnswer HandleReset(HttpRequest request, WeChatSimulator simulator)
    {
        if (Check(request, simulator, out var appId) is var error and not 0)
        {
            return simulator.Error(error);
        }

        string openId = request.Query["openid"]!;
        return new(new JsonObject
        {
            ["errcode"] = 0,
            ["errmsg"] = "ok",
            ["openid"] = openId,
            ["session_key"] = simulator.SessionKeys.Reset(appId, openId),
        });
    }

    private static int Check(HttpRequest request, WeChatSimulator simulator, out string appId)
    {
        var query = request.Query;
        appId = "";
        if (!HttpMethods.IsGet(request.Method))
        {
            return WeChatErrors.GetRequired;
        }

        if (simulator.AccessTokens.Check(query["access_token"], out appId) is var error and not 0)
        {
            return error;
        }

        if (query["sig_method"] != "hmac_sha256")
        {
            return WeChatErrors.InvalidSigMethod;
        }

        // The key is the base64 text of session_key, not its bytes.
        return simulator.SessionKeys.Find(appId, query["openid"].ToString()) is { } sessionKey
            && query["signature"] == Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.ASCII.GetBytes(sessionKey), ReadOnlySpan<byte>.Empty))
            ? 0
            : WeChatErrors.InvalidSignature;
    }
}
