using MiniLogin.Tests.Contract;

namespace MiniLogin.Tests.Login;

public sealed class LimitTests
{
    [Theory, ClassData(typeof(BothStores))]
    public async Task Logins_per_user_and_minute_are_limited(Store store)
    {
        await using var world = await World.StartAsync(store, new() { LoginsPerUserAndMinute = 3 });
        AlignToMinute(world);
        for (var i = 0; i < 3; i++)
        {
            await world.TokenAsync();
        }

        (await world.LogInAsync(world.WxLogin())).ShouldFail(429, "too_many_logins");
        await world.TokenAsync("meimei");
        world.Pass(TimeSpan.FromMinutes(1));
        (await world.LogInAsync(world.WxLogin())).Ok();
    }

    [Fact]
    public async Task A_rejected_code_is_not_sent_to_WeChat_again_for_a_minute()
    {
        await using var world = await World.StartAsync(Store.Memory);

        for (var i = 0; i < 3; i++)
        {
            (await world.LogInAsync("0anobodysCode", $"another-nonce-each-time-{i}")).ShouldFail(401, "code_rejected");
        }

        (await world.CallsToWeChatAsync(1)).Should().Be(1);
        world.Pass(TimeSpan.FromSeconds(61));
        (await world.LogInAsync("0anobodysCode")).ShouldFail(401, "code_rejected");
        (await world.CallsToWeChatAsync(2)).Should().Be(2);
    }

    [Fact]
    public async Task A_used_code_without_a_session_costs_no_further_call_whatever_its_nonce()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);
        var code = world.WxLogin();
        (await world.SendAsync(HttpMethod.Get, "/user/export", token: await world.TokenAsync(), headers: ("X-WX-Code", code))).Ok();
        world.Calls.Clear();
        (await world.LogInAsync(code, "a-nonce-of-the-client-0001")).ShouldFail(401, "code_rejected");
        world.Calls.Operations.Should().Equal(Enumerable.Repeat("GetItem", 6), "it waits for a parallel login that may have used the code");
        world.Calls.Clear();

        foreach (var nonce in new[] { "a-nonce-of-the-client-0001", "a-nonce-of-the-client-0002", null })
        {
            (await world.LogInAsync(code, nonce)).ShouldFail(401, "code_rejected");
        }

        world.Calls.Operations.Should().BeEmpty();
        (await world.CallsToWeChatAsync(3)).Should().Be(3, "the login, the export, and the first use of its code for a login");
        world.Pass(TimeSpan.FromSeconds(61));
        (await world.LogInAsync(code)).ShouldFail(401, "code_rejected");
        (await world.CallsToWeChatAsync(4)).Should().Be(4, "a code is remembered for a minute");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_login_is_replayed_although_others_have_tried_its_code(Store store)
    {
        await using var world = await World.StartAsync(store);
        var code = world.WxLogin();
        var token = (await world.LogInAsync(code, "a-nonce-of-the-client-0001")).Ok().Text("token");

        for (var i = 0; i < 5; i++)
        {
            (await world.LogInAsync(code, $"a-nonce-of-an-attacker-{i}")).ShouldFail(401, "code_rejected");
            (await world.LogInAsync(code, "a-nonce-of-the-client-0001")).Ok().Text("token").Should().Be(token);
        }

        (await world.CallsToWeChatAsync(2)).Should().Be(2, "WeChat is asked once more: whether the code is used");
    }

    [Fact]
    public async Task A_code_rejected_in_one_environment_is_not_known_in_another()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);
        await using var another = await World.StartAsync(Store.DynamoDB, beside: world);
        var code = world.WxLogin();
        (await world.SendAsync(HttpMethod.Get, "/user/export", token: await world.TokenAsync(), headers: ("X-WX-Code", code))).Ok();
        (await world.LogInAsync(code)).ShouldFail(401, "code_rejected");
        (await another.LogInAsync(code)).ShouldFail(401, "code_rejected");

        (await world.CallsToWeChatAsync(4)).Should().Be(4);
    }

    [Theory]
    [InlineData("GET /user/export")]
    [InlineData("DELETE /user")]
    [InlineData("POST /session/phone")]
    public async Task A_user_makes_WeChat_check_at_most_ten_codes_a_minute(string route)
    {
        await using var world = await World.StartAsync(Store.Memory);
        var call = await ApiCall.ValidAsync(world, route);
        var valid = await ApiCall.ValidAsync(world, route);
        call.SetCode("0anobodysCode");
        for (var i = 0; i < 5; i++)
        {
            (await call.SendAsync(world)).ShouldFail(401, "code_rejected");
        }

        for (var i = 1; i < 10; i++)
        {
            call.SetCode($"0anobodysCode{i}");
            (await call.SendAsync(world)).ShouldFail(401, "code_rejected");
        }

        for (var i = 10; i < 30; i++)
        {
            call.SetCode($"0anobodysCode{i}");
            (await call.SendAsync(world)).ShouldFail(429, "too_many_codes");
        }

        // Two logins, ten codes, and for a phone number an access_token.
        var calls = route == "POST /session/phone" ? 13 : 12;
        (await world.CallsToWeChatAsync(calls)).Should().Be(calls);
        call.Token = await world.TokenAsync("meimei");
        (await call.SendAsync(world)).ShouldFail(401, "code_rejected");
        world.Pass(TimeSpan.FromSeconds(61));
        ((int)(await valid.SendAsync(world)).Status).Should().BeOneOf(200, 204);
    }

    /// <summary>Logins are counted per clock minute, so the test starts at the beginning of one.</summary>
    internal static void AlignToMinute(World world) => world.Pass(TimeSpan.FromSeconds(60 - (world.Now.ToUnixTimeSeconds() % 60)));
}
