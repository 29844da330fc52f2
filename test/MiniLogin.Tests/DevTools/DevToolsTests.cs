using System.Net;
using System.Text;
using MiniLogin.Playground.WeChatSimulator;
using MiniLogin.Tests.Running;

namespace MiniLogin.Tests.DevTools;

/// <summary>The requests of WeChat DevTools, as they are, log in against the Playground with its simulated WeChat.</summary>
public sealed class DevToolsTests
{
    private const string GuestCode = "the code is a mock one";
    private const string RealCode = "0a3Kp1000abcdEFGHijk1mnoPQR2stuv";

    private static readonly (string, string) Guest = ("Referer", "https://servicewechat.com/touristappid/devtools/page-frame.html");
    private static readonly (string, string) OwnApp = ("Referer", $"https://servicewechat.com/{World.AppId}/devtools/page-frame.html");
    private static readonly (string, string) Phone = ("Referer", $"https://servicewechat.com/{World.AppId}/0/page-frame.html");
    private static readonly (string, string) UserAgent = ("User-Agent", "Mozilla/5.0 (iPhone; CPU iPhone OS 15_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.5 webview/16778675 wechatdevtools/1.06.2409140");

    [Fact]
    public async Task A_code_of_the_real_WeChat_logs_the_chosen_user_in_from_DevTools()
    {
        await using var world = await World.StartAsync(Store.Memory);
        (await world.SendAsync(HttpMethod.Put, "/playground/devtools", new { user = "lilei" })).Status.Should().Be(HttpStatusCode.OK);

        var login = (await world.SendAsync(HttpMethod.Post, "/login", new { code = RealCode }, null, OwnApp, UserAgent)).Ok();

        login.Json["user"]!["openId"]!.GetValue<string>().Should().Be(WeChatIds.OpenId(World.AppId, "lilei"));
        (await world.ShowSessionAsync(login.Text("token"))).Ok();
    }

    [Fact]
    public async Task A_code_of_the_WeCom_plugin_logs_the_chosen_user_in_to_the_WeCom_app()
    {
        await using var world = await World.StartAsync(Store.Memory);
        (await world.SendAsync(HttpMethod.Put, "/playground/devtools", new { user = "lilei" })).Status.Should().Be(HttpStatusCode.OK);

        var login = (await world.SendAsync(HttpMethod.Post, "/login", new { code = RealCode, appId = World.WeComAppId }, null, OwnApp, UserAgent)).Ok();

        login.Json["user"]!["unionId"]!.GetValue<string>().Should().Be("ww0123456789abcdef#lilei");
    }

    [Fact]
    public async Task The_same_code_and_nonce_give_the_same_session_as_from_the_real_WeChat()
    {
        await using var world = await World.StartAsync(Store.Memory);

        var first = (await world.SendAsync(HttpMethod.Post, "/login", new { code = RealCode, nonce = "chosen-by-the-client" }, null, OwnApp)).Ok().Text("token");
        var retried = (await world.SendAsync(HttpMethod.Post, "/login", new { code = RealCode, nonce = "chosen-by-the-client" }, null, OwnApp)).Ok().Text("token");

        retried.Should().Be(first);
        (await world.SendAsync(HttpMethod.Post, "/login", new { code = RealCode, nonce = "another-nonce-of-a-thief" }, null, OwnApp)).ShouldFail(401, "code_rejected");
    }

    [Fact]
    public async Task The_constant_code_of_a_guest_logs_in_any_number_of_times()
    {
        await using var world = await World.StartAsync(Store.Memory);

        var tokens = new HashSet<string>();
        for (var login = 0; login < 3; login++)
        {
            tokens.Add((await world.SendAsync(HttpMethod.Post, "/login", new { code = GuestCode }, null, Guest, UserAgent)).Ok().Text("token"));
        }

        tokens.Should().HaveCount(3);
    }

    [Fact]
    public async Task A_Wafer_client_in_DevTools_logs_in_too()
    {
        await using var world = await World.StartAsync(Store.Memory);

        var reply = await world.SendAsync(HttpMethod.Get, "/login", null, null, Guest, ("X-WX-Code", GuestCode));

        reply.Ok().Json["code"]!.GetValue<int>().Should().Be(0);
        reply.Json["session"]!["id"]!.GetValue<string>().Should().HaveLength(16);
    }

    [Fact]
    public async Task Phone_number_and_deletion_work_with_codes_of_DevTools()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var token = (await world.SendAsync(HttpMethod.Post, "/login", new { code = GuestCode }, null, Guest)).Ok().Text("token");

        (await world.SendAsync(HttpMethod.Post, "/session/phone", new { code = "e31968a7f94cc5ee25fafc2aef2773f0bb8c3937b22520eb8ee345274d00c144" }, token, Guest)).Ok();
        (await world.SendAsync(HttpMethod.Delete, "/user", null, token, Guest, ("X-WX-Code", GuestCode))).Status.Should().Be(HttpStatusCode.NoContent);

        (await world.ShowSessionAsync(token)).ShouldFail(401, "session_invalid");
    }

    [Fact]
    public async Task A_phone_logs_in_with_its_real_code_only_after_the_developer_allows_it()
    {
        await using var world = await World.StartAsync(Store.Memory);
        (await world.SendAsync(HttpMethod.Post, "/login", new { code = RealCode }, null, Phone)).ShouldFail(401, "code_rejected");
        world.Logs.Lines.Should().Contain(line => line.Contains("A code came that the simulated WeChat did not give", StringComparison.Ordinal)).And.NotContain(line => line.Contains(RealCode, StringComparison.Ordinal));

        (await world.SendAsync(HttpMethod.Put, "/playground/devtools", new { acceptsAllCodes = true })).Status.Should().Be(HttpStatusCode.OK);

        (await world.SendAsync(HttpMethod.Post, "/login", new { code = $"{RealCode}2" }, null, Phone)).Ok();
    }

    [Fact]
    public async Task A_page_of_another_site_cannot_log_in_with_a_code_of_its_own()
    {
        await using var world = await World.StartAsync(Store.Memory);
        (string, string) foreign = ("Origin", "https://example.com"), sandboxed = ("Origin", "null"), own = ("Origin", "http://localhost:5173");
        (await world.SendAsync(HttpMethod.Post, "/login", new { code = GuestCode }, null, foreign)).ShouldFail(401, "code_rejected");

        (await world.SendAsync(HttpMethod.Put, "/playground/devtools", new { acceptsAllCodes = true })).Status.Should().Be(HttpStatusCode.OK);

        foreach (var origin in new[] { foreign, sandboxed })
        {
            (await world.SendAsync(HttpMethod.Post, "/login", new { code = $"{RealCode}3" }, null, origin)).ShouldFail(401, "code_rejected");
            (await world.SendAsync(HttpMethod.Get, "/login", null, null, origin, ("X-WX-Code", $"{RealCode}3"))).Json["code"]!.GetValue<int>().Should().Be(-1);
        }

        (await world.SendAsync(HttpMethod.Post, "/login", new { code = $"{RealCode}4" }, null, own)).Ok();
    }

    [Theory]
    [InlineData("""{"code":"a","code":"b"}""")]
    [InlineData("""{"code":"\ud800"}""")]
    [InlineData("""{"code":""")]
    [InlineData("[]")]
    public async Task A_body_whose_code_cannot_be_read_is_answered_by_the_function(string body)
    {
        await using var world = await World.StartAsync(Store.Memory);
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        using var response = await world.Http.PostAsync(new Uri("/login", UriKind.Relative), content, TestContext.Current.CancellationToken);

        response.StatusCode.Should().BeOneOf(HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
    }

    [Fact]
    public async Task An_AppID_of_ones_own_in_DevTools_is_named_with_the_option_to_add()
    {
        await using var world = await World.StartAsync(Store.Memory);

        var reply = await world.SendAsync(HttpMethod.Post, "/login", new { code = RealCode }, null, ("Referer", "https://servicewechat.com/wxfedcba9876543210/devtools/page-frame.html"));

        reply.ShouldFail(400, "app_unknown");
        world.Logs.Lines.Should().ContainSingle(line => line.Contains("Start it with the option --app wxfedcba9876543210", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_page_of_another_origin_may_call_the_API_but_not_the_console_or_the_simulators()
    {
        await using var world = await World.StartAsync(Store.Memory);
        (string, string)[] preflight = [("Origin", "http://localhost:5173"), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization,content-type")];

        foreach (var path in new[] { "/login", "/user", "/sessions/abc", "/shop/orders" })
        {
            var allowed = await world.SendAsync(HttpMethod.Options, path, null, null, preflight);
            allowed.Status.Should().Be(HttpStatusCode.NoContent, path);
            allowed.Headers["Access-Control-Allow-Origin"].Should().Be("*");
            allowed.Headers["Access-Control-Allow-Headers"].Should().Contain("authorization").And.Contain("x-wx-code");
        }

        foreach (var path in new[] { "/", "/playground/state", "/playground/wx/login", "/sns/jscode2session", "/cgi-bin/stable_token" })
        {
            (await world.SendAsync(HttpMethod.Options, path, null, null, preflight)).Headers.Should().NotContainKey("Access-Control-Allow-Origin", path);
            (await world.SendAsync(HttpMethod.Get, path, null, null, ("Origin", "http://localhost:5173"))).Headers.Should().NotContainKey("Access-Control-Allow-Origin", path);
        }

        (await world.SendAsync(HttpMethod.Get, "/session", null, null, ("Origin", "http://localhost:5173"))).Headers["Access-Control-Allow-Origin"].Should().Be("*");
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named_with_the_option_to_add()
    {
        await using var first = await PlaygroundProcess.StartAsync();

        var (exitCode, output) = await PlaygroundProcess.RunAsync("--urls", first.Address);

        exitCode.Should().Be(1);
        output.Should().Contain($"another program, perhaps another Playground, listens on {first.Address}. Stop it, or choose another port: --urls http://localhost:5081");
    }
}
