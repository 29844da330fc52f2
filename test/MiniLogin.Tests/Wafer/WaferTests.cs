using System.Net;
using System.Text.Json.Nodes;

namespace MiniLogin.Tests.Wafer;

/// <summary>The answers that the two Wafer clients need. The clients themselves are tested in test/clients.</summary>
public sealed class WaferTests
{
    private const string Magic = "F2C224D4-2BCE-4C64-AF9F-A6D872000D1A";

    [Fact]
    public async Task One_login_body_serves_v1_and_v2()
    {
        await using var world = await World.StartAsync(Store.Memory);

        var login = (await LogInAsync(world, world.WxLogin())).Ok();

        login.Json[Magic]!.GetValue<int>().Should().Be(1);
        login.Json["code"]!.GetValue<int>().Should().Be(0);
        var session = login.Json["session"]!;
        var data = login.Json["data"]!.AsObject();
        data.Select(member => member.Key).Should().BeEquivalentTo("skey", "userinfo", "time");
        data["skey"]!.GetValue<string>().Should().Be($"{session["id"]}.{session["skey"]}");
        data["userinfo"]!["openId"]!.GetValue<string>().Should().NotBeEmpty();
        (await world.SendAsync(HttpMethod.Get, "/user", headers: [("X-WX-Id", Text(session, "id")), ("X-WX-Skey", Text(session, "skey"))])).Ok();
        (await world.SendAsync(HttpMethod.Get, "/user", headers: ("X-WX-Skey", Text(data, "skey")))).Ok();
        (await world.ShowSessionAsync(Text(data, "skey"))).Ok();
    }

    [Fact]
    public async Task A_POST_with_Wafer_headers_is_a_Wafer_login()
    {
        await using var world = await World.StartAsync(Store.Memory);

        (await world.SendAsync(HttpMethod.Post, "/login", headers: ("X-WX-Code", world.WxLogin()))).Ok().Json[Magic]!.GetValue<int>().Should().Be(1);
    }

    [Fact]
    public async Task EncryptedData_adds_a_profile_that_the_user_route_returns()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var code = world.WxLogin();
        var sent = world.WeChat.GetUserInfo(World.AppId, "lilei");

        var login = (await LogInAsync(world, code, ("X-WX-Encrypted-Data", sent.EncryptedData), ("X-WX-IV", sent.Iv))).Ok();

        var user = (await world.SendAsync(HttpMethod.Get, "/user", headers: ("X-WX-Skey", Text(login.Json["data"]!, "skey")))).Ok();
        user.Json["code"]!.GetValue<int>().Should().Be(0);
        user.Json["data"]!["nickName"]!.GetValue<string>().Should().Be("李雷");
        user.Json["data"]!.ToJsonString().Should().Be(login.Json["data"]!["userinfo"]!.ToJsonString());
        user.Json.ContainsKey(Magic).Should().BeFalse("a v1 client treats any body with it as a failure");
    }

    [Theory]
    [InlineData("undefined", "undefined")]
    [InlineData("[object Undefined]", "[object Null]")]
    [InlineData("", "")]
    public async Task Placeholder_profile_headers_are_ignored(string encryptedData, string iv)
    {
        await using var world = await World.StartAsync(Store.Memory);

        (await LogInAsync(world, world.WxLogin(), ("X-WX-Encrypted-Data", encryptedData), ("X-WX-IV", iv))).Ok();

        world.Logs.Lines.Should().NotContain(line => line.Contains("profile_rejected", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_invalid_session_tells_both_Wafer_versions_to_log_in_again()
    {
        await using var world = await World.StartAsync(Store.Memory);

        foreach (var (method, path) in new[] { (HttpMethod.Get, "/session"), (HttpMethod.Get, "/user"), (HttpMethod.Delete, "/session") })
        {
            (await world.SendAsync(method, path, headers: ("X-WX-Skey", "stale"))).ShouldFailForWafer(401, "ERR_INVALID_SESSION");
            (await world.SendAsync(method, path, headers: [("X-WX-Id", "stale"), ("X-WX-Skey", "stale")])).ShouldFailForWafer(401, "ERR_INVALID_SESSION");
        }
    }

    [Theory]
    [InlineData("GET", "/session")]
    [InlineData("DELETE", "/session")]
    [InlineData("GET", "/user")]
    [InlineData("PUT", "/user")]
    [InlineData("POST", "/session/phone")]
    [InlineData("GET", "/user/export")]
    public async Task A_request_without_credentials_tells_every_client_to_log_in(string method, string path)
    {
        await using var world = await World.StartAsync(Store.Memory);

        var reply = (await world.SendAsync(new HttpMethod(method), path)).ShouldFail(401, "session_invalid");

        reply.Json[Magic]!.GetValue<int>().Should().Be(1);
        reply.Text("error").Should().Be("ERR_INVALID_SESSION");
        // A native client gets the problem document alone.
        (await world.SendAsync(new HttpMethod(method), path, token: "stale")).ShouldFail(401, "session_invalid").Json.Should().NotContainKey(Magic).And.NotContainKey("error");
    }

    [Fact]
    public async Task No_other_answer_without_credentials_has_the_magic_key()
    {
        await using var world = await World.StartAsync(Store.Memory);
        Reply[] replies =
        [
            (await world.LogInAsync("0anobodysCode")).ShouldFail(401, "code_rejected"),
            (await world.LogInAsync("")).ShouldFail(400, "request_invalid", "code"),
            (await world.LogInAsync(world.WxLogin("laowang"))).ShouldFail(403, "user_blocked"),
            (await world.LogInAsync(world.WxLogin())).Ok(),
            (await world.SendAsync(HttpMethod.Get, "/login")).ShouldFail(400, "request_invalid", "X-WX-Code"),
            (await world.SendAsync(HttpMethod.Get, "/avatars/x")).ShouldFail(404, "avatar_unknown"),
        ];

        replies.Should().OnlyContain(reply => !reply.Body.Contains(Magic));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task An_anonymous_profile_is_shown_at_login_and_not_stored(Store store)
    {
        await using var world = await World.StartAsync(store);
        var code = world.WxLogin("anonymous");
        var sent = world.WeChat.GetUserInfo(World.AppId, "anonymous");
        (string, string)[] profile = [("X-WX-Encrypted-Data", sent.EncryptedData), ("X-WX-IV", sent.Iv)];

        var login = (await LogInAsync(world, code, profile)).Ok().Json["data"]!;

        Text(login["userinfo"]!, "nickName").Should().Be("微信用户");
        Text(login["userinfo"]!, "avatarUrl").Should().Be(sent.Profile.AvatarUrl);
        (await world.SendAsync(HttpMethod.Get, "/user", headers: ("X-WX-Skey", Text(login, "skey")))).Ok().Json["data"]!.AsObject().Should().NotContainKey("nickName").And.NotContainKey("avatarUrl");
        (await LogInAsync(world, world.WxLogin("anonymous"))).Ok().Json["data"]!["userinfo"]!.AsObject().Should().NotContainKey("nickName");
        (await world.SendAsync(HttpMethod.Post, "/login", new { code = world.WxLogin("anonymous"), encryptedData = sent.EncryptedData, iv = sent.Iv })).Ok().Json["user"]!.AsObject().Should().NotContainKey("nickName");

        (await world.SendAsync(HttpMethod.Put, "/user", new { nickName = "李雷" }, Text(login, "skey"))).Ok();
        var named = (await LogInAsync(world, world.WxLogin("anonymous"), profile)).Ok().Json["data"]!["userinfo"]!;
        Text(named, "nickName").Should().Be("李雷", "a stored value is better than WeChat's anonymous one");
        Text(named, "avatarUrl").Should().Be(sent.Profile.AvatarUrl);
        (await world.SendAsync(HttpMethod.Put, "/user", new { avatarUrl = "https://example.com/me.png" }, Text(login, "skey"))).Ok();
        Text((await LogInAsync(world, world.WxLogin("anonymous"), profile)).Ok().Json["data"]!["userinfo"]!, "avatarUrl").Should().Be("https://example.com/me.png");
    }

    [Fact]
    public async Task A_failed_login_gets_a_Wafer_login_error()
    {
        await using var world = await World.StartAsync(Store.Memory);

        (await LogInAsync(world, "0anobodysCode")).ShouldFailForWafer(401, "ERR_LOGIN_FAILED");
        (await LogInAsync(world, new string('a', 200))).ShouldFailForWafer(400, "ERR_LOGIN_FAILED");
        (await LogInAsync(world, world.WxLogin("laowang"))).ShouldFailForWafer(403, "ERR_LOGIN_FAILED");
        (await world.SendAsync(HttpMethod.Get, "/login", headers: ("X-WX-IV", "a"))).ShouldFailForWafer(400, "ERR_HEADER_MISSED");
        (await LogInAsync(world, world.WxLogin(), ("Referer", "https://servicewechat.com/wx00000000000000ff/1/page-frame.html"))).ShouldFailForWafer(400, "ERR_LOGIN_FAILED");
        world.WeChat.Faults = new() { Quota = true };
        (await LogInAsync(world, world.WxLogin())).ShouldFailForWafer(429, "ERR_LOGIN_FAILED").Headers.Should().ContainKey("Retry-After");
        world.WeChat.Faults = new() { Html = true };
        (await LogInAsync(world, world.WxLogin())).ShouldFailForWafer(503, "ERR_LOGIN_FAILED");
        world.WeChat.Faults = new() { WrongSecret = true };
        (await LogInAsync(world, world.WxLogin())).ShouldFailForWafer(500, "ERR_LOGIN_FAILED");
    }

    [Fact]
    public async Task A_login_without_Wafer_headers_gets_a_native_error()
    {
        await using var world = await World.StartAsync(Store.Memory);

        (await world.SendAsync(HttpMethod.Get, "/login")).ShouldFail(400, "request_invalid", "X-WX-Code");
    }

    [Fact]
    public async Task Session_and_export_contain_the_same_data_as_in_the_native_format()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var login = (await LogInAsync(world, world.WxLogin())).Ok().Json["data"]!;
        var skey = Text(login, "skey");

        var session = (await world.SendAsync(HttpMethod.Get, "/session", headers: ("X-WX-Skey", skey))).Ok().Json["data"]!.AsObject();
        session.Select(member => member.Key).Should().BeEquivalentTo(["userinfo", "time"], "a session is shown without its skey");
        session["userinfo"]!["openId"]!.ToJsonString().Should().Be(login["userinfo"]!["openId"]!.ToJsonString());
        session["time"]!.ToJsonString().Should().Be(login["time"]!.ToJsonString());

        var export = (await world.SendAsync(HttpMethod.Get, "/user/export", headers: [("X-WX-Skey", skey), ("X-WX-Code", world.WxLogin())])).Ok().Json["data"]!;
        var native = (await world.SendAsync(HttpMethod.Get, "/user/export", token: skey, headers: ("X-WX-Code", world.WxLogin()))).Ok();
        export.ToJsonString().Should().Be(native.Json.ToJsonString());
    }

    [Fact]
    public async Task A_logout_answer_has_no_magic_key_and_no_error()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var skey = Text((await LogInAsync(world, world.WxLogin())).Ok().Json["data"]!, "skey");

        var loggedOut = (await world.SendAsync(HttpMethod.Delete, "/session", headers: ("X-WX-Skey", skey))).Ok();

        loggedOut.Body.Should().Be("""{"code":0}""");
        (await world.ShowSessionAsync(skey)).Status.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task No_failed_request_makes_a_Wafer_client_drop_its_session()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var skey = ("X-WX-Skey", Text((await LogInAsync(world, world.WxLogin())).Ok().Json["data"]!, "skey"));

        (await world.SendAsync(HttpMethod.Get, "/sessions?limit=0", headers: skey)).ShouldFail(400, "request_invalid", "limit").Body.Should().NotContain(Magic);
        (await world.SendAsync(HttpMethod.Delete, "/sessions/aaaaaaaaaaaaaaaa", headers: skey)).ShouldFail(404, "session_not_found").Body.Should().NotContain(Magic);
        (await world.SendAsync(HttpMethod.Delete, "/user", headers: [skey, ("X-WX-Code", "0anobodys")])).ShouldFail(401, "code_rejected").Body.Should().NotContain(Magic);
        (await world.SendAsync(HttpMethod.Get, "/user/export", headers: skey)).ShouldFail(400, "request_invalid", "X-WX-Code").Body.Should().NotContain(Magic);
        (await world.SendAsync(HttpMethod.Post, "/session/phone", new { code = "" }, headers: skey)).ShouldFail(400, "request_invalid", "code").Body.Should().NotContain(Magic);

        var list = (await world.SendAsync(HttpMethod.Get, "/sessions", headers: skey)).Ok();
        list.Json["code"]!.GetValue<int>().Should().Be(0);
        list.Json["data"]!["sessions"]!.AsArray().Should().ContainSingle();
        list.Body.Should().NotContain(Magic);
    }

    private static Task<Reply> LogInAsync(World world, string code, params (string, string)[] headers) =>
        world.SendAsync(HttpMethod.Get, "/login", headers: [("X-WX-Code", code), .. headers]);

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();
}
