using System.Globalization;
using System.Text.Json.Nodes;
using MiniLogin.Playground.WeChatSimulator;

namespace MiniLogin.Playground.Mock;

/// <summary>
/// A WeChat without memory, on the loopback address of the mock stage itself. The code says what comes of it:
/// <c>mock-lilei</c> is the simulated user lilei, <c>mock-40029</c> is that errcode, anything else is the first simulated user.
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
        await app.StartAsync();
        return new(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static JsonObject Answer(string appId, string code)
    {
        var wanted = code.StartsWith(Prefix, StringComparison.Ordinal) ? code[Prefix.Length..] : "";
        if (int.TryParse(wanted, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var errCode) && errCode != 0)
        {
            return new() { ["errcode"] = errCode, ["errmsg"] = WeChatErrors.Text(errCode) };
        }

        var user = Users.TryFind(wanted, out var named) ? named : Users.ToList()[0];
        if (user.Blocked)
        {
            return new() { ["errcode"] = WeChatErrors.UserBlocked, ["errmsg"] = WeChatErrors.Text(WeChatErrors.UserBlocked) };
        }

        var answer = new JsonObject { ["openid"] = WeChatIds.OpenId(appId, user.Name), ["session_key"] = Convert.ToBase64String(new byte[16]) };
        if (user.HasUnionId)
        {
            answer["unionid"] = WeChatIds.UnionId(user.Name);
        }

        return answer;
    }
}
