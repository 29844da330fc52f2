using System.Text.Json.Nodes;

namespace MiniLogin.Playground.WeChatSimulator;

/// <summary>POST /wxa/business/getuserphonenumber</summary>
internal static class PhoneNumber
{
    public static async Task<WeChatAnswer> Handle(HttpRequest request, WeChatSimulator simulator)
    {
        if (!HttpMethods.IsPost(request.Method))
        {
            return simulator.Error(WeChatErrors.PostRequired);
        }

        if (simulator.AccessTokens.Check(request.Query["access_token"], out var appId) is var error and not 0)
        {
            return simulator.Error(error);
        }

        if (await PostedJson.ReadAsync(request) is not { } body)
        {
            return simulator.Error(WeChatErrors.MalformedJson);
        }

        // A used code is invalid here. Only jscode2session is known to answer 40163.
        var code = body.Text("code") ?? "";
        if (simulator.PhoneCodes.OwnerOf(code, appId) is not { } user)
        {
            return simulator.Error(WeChatErrors.InvalidCode);
        }

        // WeChat documents the check but not its errcode. This one means the same in neighbouring calls.
        if (body.Text("openid") is { Length: > 0 } openId && openId != WeChatIds.OpenId(appId, user.Name))
        {
            return simulator.Error(WeChatErrors.InvalidOpenId);
        }

        if (simulator.PhoneCodes.Redeem(code, appId) != CodeState.Usable)
        {
            return simulator.Error(WeChatErrors.InvalidCode);
        }

        return new(new JsonObject
        {
            ["errcode"] = 0,
            ["errmsg"] = "ok",
            ["phone_info"] = Info(user, appId, simulator.Clock.GetUtcNow().ToUnixTimeSeconds()),
        });
    }

    public static JsonObject Info(SimulatedUser user, string appId, long timestamp) => new()
    {
        ["phoneNumber"] = user.PhoneNumber,
        ["purePhoneNumber"] = user.PhoneNumber,
        ["countryCode"] = "86",
        ["watermark"] = new JsonObject { ["timestamp"] = timestamp, ["appid"] = appId },
    };
}
