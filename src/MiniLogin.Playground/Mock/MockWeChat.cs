using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MiniLogin.Playground.WeChatSimulator;

namespace MiniLogin.Playground.Mock;

/// <summary>
/// A stateless WeChat on a loopback address of the mock stage. The code selects the result: <c>mock-lilei</c> is the simulated
/// user lilei, <c>mock-40029</c> is that errcode, and any other code is the first simulated user. The same applies to codes for
/// phone numbers.
/// </summary>
internal sealed class MockWeChat : IAsyncDisposable
{
    private const string Prefix = "mock-";

    private static readonly SimulatedUsers Users = new();

    private readonly WebApplication _app;

    private MockWeChat(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    public static async Task<MockWeChat> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapGet(WeChatEndpoints.CodeToSessionPath, (string appid, string js_code) => Results.Text(Answer(appid, js_code).ToJsonString(), "text/plain"));
        app.MapGet(WeComEndpoints.CodeToSessionPath, (string access_token, string js_code) => Results.Text(WeComAnswer(access_token, js_code).ToJsonString(), "application/json"));
        app.MapGet(WeComEndpoints.GetTokenPath, (string corpid) => Results.Text(Token(corpid).ToJsonString(), "application/json"));
        app.MapPost(WeChatEndpoints.StableTokenPath, (StableTokenBody body) => Results.Text(Token(body.AppId).ToJsonString(), "application/json"));
        app.MapPost(WeChatEndpoints.PhoneNumberPath, (string access_token, PhoneCodeBody body) => Results.Text(Phone(access_token, body.Code).ToJsonString(), "application/json"));
        await app.StartAsync();
        return new(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    // The access_token is the AppID, or the corpid.
    private static JsonObject Token(string appId) => new() { ["access_token"] = appId, ["expires_in"] = 7200 };

    private static JsonObject Phone(string appId, string code) => FindError(code, out var user) is { } error
        ? error
        : new() { ["errcode"] = 0, ["errmsg"] = "ok", ["phone_info"] = PhoneNumber.Info(user!, appId, timestamp: 0) };

    private static JsonObject Answer(string appId, string code)
    {
        if (FindError(code, out var user) is { } error)
        {
            return error;
        }

        if (user!.Blocked)
        {
            return Error(WeChatErrors.UserBlocked);
        }

        var answer = new JsonObject { ["openid"] = WeChatIds.OpenId(appId, user.Name), ["session_key"] = Convert.ToBase64String(new byte[16]) };
        if (user.HasUnionId)
        {
            answer["unionid"] = WeChatIds.UnionId(user.Name);
        }

        return answer;
    }

    private static JsonObject WeComAnswer(string corpId, string code) => FindError(code, out var user) is { } error
        ? error
        : new() { ["corpid"] = corpId, ["userid"] = user!.Name, ["session_key"] = Convert.ToBase64String(new byte[16]), ["errcode"] = 0, ["errmsg"] = "ok" };

    /// <summary>Returns the user that the code names, or the error.</summary>
    private static JsonObject? FindError(string code, out SimulatedUser? user)
    {
        var wanted = code.StartsWith(Prefix, StringComparison.Ordinal) ? code[Prefix.Length..] : "";
        if (int.TryParse(wanted, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var errCode) && errCode != 0)
        {
            user = null;
            return Error(errCode);
        }

        user = Users.TryFind(wanted, out var named) ? named : Users.ToList()[0];
        return null;
    }

    private static JsonObject Error(int errCode) => new() { ["errcode"] = errCode, ["errmsg"] = WeChatErrors.Text(errCode) };

    internal sealed record StableTokenBody([property: JsonPropertyName("appid")] string AppId);

    internal sealed record PhoneCodeBody([property: JsonPropertyName("code")] string Code);
}
