using System.Net;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Users;

namespace MiniLogin.Tests.Users;

public sealed class AccountTests
{
    [Theory, ClassData(typeof(BothStores))]
    public async Task The_export_contains_all_stored_data(Store store)
    {
        await using var world = await World.StartAsync(store);
        var code = world.WxLogin();
        var sent = world.WeChat.GetUserInfo(World.AppId, "lilei");
        var token = (await world.SendAsync(HttpMethod.Post, "/login", new { code, encryptedData = sent.EncryptedData, iv = sent.Iv })).Ok().Text("token");
        await world.TokenAsync();
        (await world.SendAsync(HttpMethod.Post, "/session/phone", new { code = world.WeChat.GetPhoneNumberCode(World.AppId, "lilei") }, token)).Ok();

        var export = (await world.SendAsync(HttpMethod.Get, "/user/export", token: token, headers: ("X-WX-Code", world.WxLogin()))).Ok();

        export.Text("appId").Should().Be(World.AppId);
        export.Json["user"]!["nickName"]!.GetValue<string>().Should().Be("李雷");
        export.Json["phone"]!["phoneNumber"]!.GetValue<string>().Should().Be("13900139000");
        export.Json["loginCount"]!.GetValue<int>().Should().Be(2);
        export.Json["sessions"]!.AsArray().Should().HaveCount(2);
        export.Body.Should().NotContain(token.Split('.')[1]);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Deleting_a_user_ends_all_sessions_and_a_later_login_is_a_new_user(Store store)
    {
        await using var world = await World.StartAsync(store);
        var code = world.WxLogin();
        var sent = world.WeChat.GetUserInfo(World.AppId, "lilei");
        var other = (await world.SendAsync(HttpMethod.Post, "/login", new { code, encryptedData = sent.EncryptedData, iv = sent.Iv })).Ok().Text("token");
        var token = await world.TokenAsync();
        var strangers = await world.TokenAsync("meimei");

        (await world.SendAsync(HttpMethod.Delete, "/user", token: token, headers: ("X-WX-Code", world.WxLogin()))).Status.Should().Be(HttpStatusCode.NoContent);

        (await world.ShowSessionAsync(token)).ShouldFail(401, "session_invalid");
        (await world.ShowSessionAsync(other)).ShouldFail(401, "session_invalid");
        (await world.ShowSessionAsync(strangers)).Ok();
        var again = (await world.LogInAsync(world.WxLogin())).Ok();
        again.Json["isNewUser"]!.GetValue<bool>().Should().BeTrue();
        again.Json["user"]!.AsObject().ContainsKey("nickName").Should().BeFalse();
        (await world.SendAsync(HttpMethod.Get, "/user", token: again.Text("token"))).Ok();
        world.Pass(TimeSpan.FromHours(2));
        (await world.ShowSessionAsync(again.Text("token"))).Ok();
    }

    [Fact]
    public async Task A_token_without_a_fresh_code_can_neither_export_nor_delete()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var token = await world.TokenAsync();

        foreach (var (method, path) in new[] { (HttpMethod.Get, "/user/export"), (HttpMethod.Delete, "/user") })
        {
            (await world.SendAsync(method, path, token: token)).ShouldFail(400, "request_invalid", "X-WX-Code");
            (await world.SendAsync(method, path, token: token, headers: ("X-WX-Code", "0anobodysCode"))).ShouldFail(401, "code_rejected");
            (await world.SendAsync(method, path, token: token, headers: ("X-WX-Code", world.WxLogin("meimei")))).ShouldFail(401, "code_rejected");
            (await world.SendAsync(method, path, headers: ("X-WX-Code", world.WxLogin()))).ShouldFailForWafer(401, "ERR_INVALID_SESSION");
            world.WeChat.Faults = new() { Html = true };
            (await world.SendAsync(method, path, token: token, headers: ("X-WX-Code", world.WxLogin()))).ShouldFail(503, "wechat_unavailable");
            world.WeChat.Faults = new();
        }

        (await world.SendAsync(HttpMethod.Get, "/user", token: token)).Ok();
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_blocked_user_cannot_log_in_or_use_a_session(Store store)
    {
        await using var world = await World.StartAsync(store);
        var token = await world.TokenAsync();
        var userKey = new UserKey(World.App, (await world.ShowSessionAsync(token)).Ok().Json["user"]!["openId"]!.GetValue<string>());
        var users = world.Services.GetRequiredService<IUserStore>();
        (await users.BlockAsync(userKey, TestContext.Current.CancellationToken)).Should().BeTrue();

        (await world.LogInAsync(world.WxLogin())).ShouldFail(403, "user_blocked");
        (await world.SendAsync(HttpMethod.Get, "/user", token: token)).ShouldFail(401, "session_invalid");

        (await users.UnblockAsync(userKey, TestContext.Current.CancellationToken)).Should().BeTrue();
        (await world.LogInAsync(world.WxLogin())).Ok();
        (await users.UnblockAsync(new(World.App, "nobody"), TestContext.Current.CancellationToken)).Should().BeFalse();
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Users_with_one_unionid_are_found_and_not_merged(Store store)
    {
        await using var world = await World.StartAsync(store);
        var login = (await world.LogInAsync(world.WxLogin())).Ok();
        var openId = login.Json["user"]!["openId"]!.GetValue<string>();
        var unionId = login.Json["user"]!["unionId"]!.GetValue<string>();
        await world.TokenAsync("meimei");
        await world.TokenAsync("ajie");
        var users = world.Services.GetRequiredService<IUserStore>();

        (await users.FindKeysByUnionIdAsync(unionId, TestContext.Current.CancellationToken)).Should().Equal(new UserKey(World.App, openId));
        (await users.FindKeysByUnionIdAsync("nobody", TestContext.Current.CancellationToken)).Should().BeEmpty();
    }
}
