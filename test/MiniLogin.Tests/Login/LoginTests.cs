using System.Net;

namespace MiniLogin.Tests.Login;

public sealed class LoginTests
{
    private const string Nonce = "a-nonce-of-the-client-0001";

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_login_returns_a_session_that_can_be_read(Store store)
    {
        await using var world = await World.StartAsync(store);

        var login = (await world.LogInAsync(world.WxLogin())).Ok();

        login.Json["isNewUser"]!.GetValue<bool>().Should().BeTrue();
        login.Time("expiresAt").Should().BeCloseTo(world.Now.AddDays(7), TimeSpan.FromSeconds(30));
        login.Time("absoluteExpiresAt").Should().BeCloseTo(world.Now.AddDays(30), TimeSpan.FromSeconds(30));
        login.Json["user"]!["openId"]!.GetValue<string>().Should().HaveLength(28).And.StartWith("o");
        login.Json["user"]!["unionId"]!.GetValue<string>().Should().NotBeEmpty();
        login.Text("token").Should().MatchRegex("^[a-z2-7]{16}\\.[A-Za-z0-9_-]{43}$");

        var session = (await world.ShowSessionAsync(login.Text("token"))).Ok();
        session.Json["user"]!.ToJsonString().Should().Be(login.Json["user"]!.ToJsonString());
        session.Text("expiresAt").Should().Be(login.Text("expiresAt"));
        session.Text("id").Should().Be(login.Text("token").Split('.')[0]);

        var user = (await world.SendAsync(HttpMethod.Get, "/user", token: login.Text("token"))).Ok();
        user.Text("openId").Should().Be(login.Json["user"]!["openId"]!.GetValue<string>());
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_second_login_creates_another_session_of_the_same_user(Store store)
    {
        await using var world = await World.StartAsync(store);
        var first = (await world.LogInAsync(world.WxLogin())).Ok();

        var second = (await world.LogInAsync(world.WxLogin())).Ok();

        second.Json["isNewUser"]!.GetValue<bool>().Should().BeFalse();
        second.Json["user"]!["openId"]!.GetValue<string>().Should().Be(first.Json["user"]!["openId"]!.GetValue<string>());
        second.Text("token").Should().NotBe(first.Text("token"));
        (await world.ShowSessionAsync(first.Text("token"))).Ok();
        (await world.ShowSessionAsync(second.Text("token"))).Ok();
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_code_that_WeChat_did_not_issue_is_rejected(Store store)
    {
        await using var world = await World.StartAsync(store);

        (await world.LogInAsync("0aNobodyEverGotThisCode")).ShouldFail(401, "code_rejected");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_code_older_than_five_minutes_is_rejected(Store store)
    {
        await using var world = await World.StartAsync(store);
        var code = world.WxLogin();
        world.Pass(TimeSpan.FromMinutes(5.1));

        (await world.LogInAsync(code)).ShouldFail(401, "code_rejected");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_login_retried_with_its_nonce_gets_the_same_session_for_5_minutes(Store store)
    {
        await using var world = await World.StartAsync(store);
        var code = world.WxLogin();
        var first = (await world.LogInAsync(code, Nonce)).Ok();

        world.Pass(TimeSpan.FromMinutes(4.9));
        var again = (await world.LogInAsync(code, Nonce)).Ok();
        again.Body.Should().Be(first.Body);

        world.Pass(TimeSpan.FromMinutes(0.2));
        (await world.LogInAsync(code, Nonce)).ShouldFail(401, "code_rejected");
    }

    [Theory]
    [InlineData(Store.Memory, null)]
    [InlineData(Store.Memory, "")]
    [InlineData(Store.DynamoDB, null)]
    public async Task A_login_retried_without_a_nonce_gets_the_same_session_for_20_s(Store store, string? nonce)
    {
        await using var world = await World.StartAsync(store);
        var code = world.WxLogin();
        var first = (await world.LogInAsync(code, nonce)).Ok();

        (await world.LogInAsync(code, nonce)).Ok().Text("token").Should().Be(first.Text("token"));

        world.Pass(TimeSpan.FromSeconds(21));
        (await world.LogInAsync(code, nonce)).ShouldFail(401, "code_rejected");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task The_code_without_its_nonce_does_not_return_the_session(Store store)
    {
        await using var world = await World.StartAsync(store);
        var code = world.WxLogin();
        (await world.LogInAsync(code, Nonce)).Ok();

        (await world.LogInAsync(code)).ShouldFail(401, "code_rejected");
        (await world.LogInAsync(code, "another-nonce-of-another-one")).ShouldFail(401, "code_rejected");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Ten_parallel_logins_with_one_code_return_one_session(Store store)
    {
        await using var world = await World.StartAsync(store);
        var code = world.WxLogin();

        var logins = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => world.LogInAsync(code, Nonce)));

        logins.Select(l => l.Ok().Text("token")).Distinct().Should().ContainSingle();
        (await world.ShowSessionAsync(logins[0].Text("token"))).Ok();
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_retried_login_does_not_restore_an_ended_session(Store store)
    {
        await using var world = await World.StartAsync(store);
        var code = world.WxLogin();
        var token = (await world.LogInAsync(code, Nonce)).Ok().Text("token");
        (await world.LogOutAsync(token)).Status.Should().Be(HttpStatusCode.NoContent);

        (await world.LogInAsync(code, Nonce)).ShouldFail(401, "code_rejected");
        (await world.ShowSessionAsync(token)).ShouldFail(401, "session_invalid");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_login_with_a_live_session_ends_only_that_session_after_a_minute(Store store)
    {
        await using var world = await World.StartAsync(store);
        var sibling = await world.TokenAsync();
        var old = await world.TokenAsync();

        var current = (await world.LogInAsync(world.WxLogin(), token: old)).Ok().Text("token");

        (await world.ShowSessionAsync(old)).Ok().Time("expiresAt").Should().BeCloseTo(world.Now.AddMinutes(1), TimeSpan.FromSeconds(20));
        world.Pass(TimeSpan.FromSeconds(61));
        (await world.ShowSessionAsync(old)).ShouldFail(401, "session_invalid");
        (await world.ShowSessionAsync(sibling)).Ok();
        (await world.ShowSessionAsync(current)).Ok();
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_login_retried_with_the_session_it_made_does_not_end_that_session(Store store)
    {
        await using var world = await World.StartAsync(store);
        var code = world.WxLogin();
        var token = (await world.LogInAsync(code, Nonce)).Ok().Text("token");

        (await world.LogInAsync(code, Nonce, token)).Ok().Text("token").Should().Be(token);

        world.Pass(TimeSpan.FromMinutes(2));
        (await world.ShowSessionAsync(token)).Ok();
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_replaced_session_is_not_restored_by_a_retry_of_its_own_login(Store store)
    {
        await using var world = await World.StartAsync(store);
        var code = world.WxLogin();
        var old = (await world.LogInAsync(code, Nonce)).Ok().Text("token");
        (await world.LogInAsync(world.WxLogin(), token: old)).Ok();
        world.Pass(TimeSpan.FromSeconds(61));

        (await world.LogInAsync(code, Nonce)).ShouldFail(401, "code_rejected");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_blocked_user_gets_403(Store store)
    {
        await using var world = await World.StartAsync(store);
        var blocked = world.WeChat.Users.ToList().First(u => u.Blocked).Name;

        (await world.LogInAsync(world.WxLogin(blocked))).ShouldFail(403, "user_blocked");
    }
}
