using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Account;
using MiniLogin.Tests.Failures;

namespace MiniLogin.Tests.Login;

/// <summary>A login that brings the code of a phone number button.</summary>
public sealed class PhoneAtLoginTests
{
    private const string Number = "13900139000";
    private const string Nonce = "a-nonce-of-the-client-0001";

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_login_with_a_phone_code_binds_the_number(Store store)
    {
        await using var world = await World.StartAsync(store);

        var reply = (await LogInAsync(world, world.WxLogin(), PhoneCode(world))).Ok();

        reply.Text("phone").Should().Be("bound");
        reply.Body.Should().NotContain(Number, "only the answer to binding and the export have the number");
        (await NumberAsync(world)).Should().Be(Number);
        (await world.ShowSessionAsync(reply.Text("token"))).Ok();
    }

    [Fact]
    public async Task A_login_without_a_phone_code_says_nothing_about_a_phone()
    {
        await using var world = await World.StartAsync(Store.Memory);

        foreach (var phoneCode in new[] { null, "", "undefined" })
        {
            (await LogInAsync(world, world.WxLogin(), phoneCode)).Ok().Json.ContainsKey("phone").Should().BeFalse();
        }

        (await world.CallsToWeChatAsync(3)).Should().Be(3);
    }

    [Theory]
    [InlineData("0anobodysCode")]
    [InlineData(" ")]
    [InlineData("not ASCII: 中")]
    public async Task A_phone_code_that_WeChat_would_not_take_is_rejected_and_the_user_is_logged_in(string phoneCode)
    {
        await using var world = await World.StartAsync(Store.Memory);

        var reply = (await LogInAsync(world, world.WxLogin(), phoneCode)).Ok();

        reply.Text("phone").Should().Be("rejected");
        (await NumberAsync(world)).Should().BeNull();
        (await world.ShowSessionAsync(reply.Text("token"))).Ok();
    }

    [Fact]
    public async Task A_phone_code_of_another_user_is_rejected_and_stays_usable_for_that_user()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var code = PhoneCode(world, "meimei");

        (await LogInAsync(world, world.WxLogin(), code)).Ok().Text("phone").Should().Be("rejected");
        (await LogInAsync(world, world.WxLogin("meimei"), code)).Ok().Text("phone").Should().Be("bound");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_login_that_is_sent_again_does_not_send_the_phone_code_again(Store store)
    {
        await using var world = await World.StartAsync(store);
        var (code, phoneCode) = (world.WxLogin(), PhoneCode(world));
        var first = (await LogInAsync(world, code, phoneCode)).Ok();
        (await world.CallsToWeChatAsync(3)).Should().Be(3, "the login, a token and the number");

        var again = (await LogInAsync(world, code, phoneCode)).Ok();

        (again.Text("token"), again.Text("phone")).Should().Be((first.Text("token"), "bound"));
        (await LogInAsync(world, world.WxLogin(), phoneCode)).Ok().Text("phone").Should().Be("bound", "the client got a new login code, and the phone code has done its work");
        (await world.CallsToWeChatAsync(5)).Should().Be(5, "only the login codes were sent");
    }

    [Fact]
    public async Task A_login_sent_again_after_a_rejected_phone_code_does_not_send_it_again()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var code = world.WxLogin();
        (await LogInAsync(world, code, "0anobodysCode")).Ok().Text("phone").Should().Be("rejected");
        (await world.CallsToWeChatAsync(3)).Should().Be(3);

        (await LogInAsync(world, code, "0anobodysCode")).Ok().Text("phone").Should().Be("unavailable");
        (await LogInAsync(world, code, PhoneCode(world))).Ok().Text("phone").Should().Be("unavailable", "only the attempt that made the session sends a phone code");

        (await world.CallsToWeChatAsync(4)).Should().Be(4, "only the used login code was sent, once");
    }

    [Fact]
    public async Task Of_parallel_logins_with_one_phone_code_one_sends_it()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var (code, phoneCode) = (world.WxLogin(), PhoneCode(world));

        var replies = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => LogInAsync(world, code, phoneCode)));

        replies.Select(reply => reply.Ok().Text("phone")).Should().OnlyContain(phone => phone == "bound" || phone == "unavailable").And.Contain("bound");
        (await NumberAsync(world)).Should().Be(Number);
        world.WeChat.PhoneCodes.Redeem(phoneCode, World.AppId).Should().Be(Playground.WeChatSimulator.CodeState.Used);
        world.Logs.Lines.Count(line => line.Contains("Event=phone_bound", StringComparison.Ordinal)).Should().Be(1);
    }

    [Theory]
    [InlineData(45011)]
    [InlineData(45009)]
    [InlineData(48001)]
    [InlineData(40234)]
    [InlineData(99999)]
    [InlineData(-1)]
    public async Task A_login_succeeds_whatever_WeChat_answers_to_the_phone_code(int errCode)
    {
        await using var world = await World.StartAsync(Store.Memory);
        var code = world.WxLogin();
        var phoneCode = PhoneCode(world);
        world.WeChat.Faults = new() { CallErrCode = errCode };

        (await LogInAsync(world, code, phoneCode)).Ok().Text("phone").Should().Be("unavailable");
    }

    [Fact]
    public async Task A_login_succeeds_when_there_is_no_access_token_for_the_phone_code()
    {
        await using var world = await World.StartAsync(Store.Memory);
        world.WeChat.Faults = new() { TokenErrCode = 40164 };

        (await LogInAsync(world, world.WxLogin(), PhoneCode(world))).Ok().Text("phone").Should().Be("unavailable");
    }

    [Fact]
    public async Task A_login_answers_without_the_number_when_WeChat_takes_more_than_four_seconds_for_it()
    {
        await using var relay = new WeChatRelay();
        await using var world = await World.StartAsync(Store.Memory, weChat: relay.Url);
        relay.Target = world.Http.BaseAddress;
        relay.Send = async (http, text) =>
        {
            // Each call in time, but not both.
            await Task.Delay(TimeSpan.FromSeconds(http.Request.Path.StartsWithSegments("/sns", StringComparison.Ordinal) ? 0 : 2.5), http.RequestAborted);
            await http.Response.WriteAsync(text, http.RequestAborted);
        };

        var reply = (await LogInAsync(world, world.WxLogin(), PhoneCode(world))).Ok();

        reply.Text("phone").Should().Be("unavailable");
        (await world.ShowSessionAsync(reply.Text("token"))).Ok();
    }

    [Fact]
    public async Task A_login_succeeds_when_the_number_cannot_be_stored()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);
        var isLoggedIn = false;
        world.Calls.InterceptAnswer = (operation, _, answer) =>
        {
            isLoggedIn |= operation == "PutItem";
            return answer;
        };
        world.Calls.Intercept = (operation, _) => Task.FromResult(isLoggedIn && operation == "UpdateItem" ? new HttpResponseMessage(System.Net.HttpStatusCode.InternalServerError) : null);

        var reply = (await LogInAsync(world, world.WxLogin(), PhoneCode(world))).Ok();

        reply.Text("phone").Should().Be("unavailable");
        world.Logs.Lines.Should().ContainSingle(line => line.Contains("Event=phone_not_bound", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_session_whose_write_was_made_twice_still_gets_its_number()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);
        var puts = 0;
        world.Calls.InterceptAnswer = (operation, _, answer) => operation == "PutItem" && ++puts == 1 ? new HttpResponseMessage(System.Net.HttpStatusCode.InternalServerError) : answer;

        var reply = (await LogInAsync(world, world.WxLogin(), PhoneCode(world))).Ok();

        puts.Should().Be(2, "the SDK has repeated the write");
        reply.Text("phone").Should().Be("bound");
    }

    [Fact]
    public async Task A_login_with_a_phone_code_costs_one_write_and_one_call_more()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);
        (await LogInAsync(world, world.WxLogin(), PhoneCode(world))).Ok();
        (await world.CallsToWeChatAsync(3)).Should().Be(3);
        world.Pass(TimeSpan.FromMinutes(1));
        world.Calls.Clear();

        (await LogInAsync(world, world.WxLogin(), PhoneCode(world))).Ok().Text("phone").Should().Be("bound");

        world.Calls.Operations.Should().Equal("PutItem", "UpdateItem", "UpdateItem");
        (await world.CallsToWeChatAsync(5)).Should().Be(5);
    }

    [Fact]
    public async Task A_refused_login_does_not_send_the_phone_code()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var phoneCode = PhoneCode(world);

        (await LogInAsync(world, "0anobodysCode", phoneCode)).ShouldFail(401, "code_rejected");

        (await LogInAsync(world, world.WxLogin(), phoneCode)).Ok().Text("phone").Should().Be("bound");
    }

    private static string PhoneCode(World world, string user = "lilei") => world.WeChat.GetPhoneNumberCode(World.AppId, user);

    private static Task<Reply> LogInAsync(World world, string code, string? phoneCode) => world.SendAsync(HttpMethod.Post, "/login", new { code, phoneCode, nonce = Nonce });

    private static async Task<string?> NumberAsync(World world) =>
        (await world.Services.GetRequiredService<PhoneService>().FindAsync(World.UserKey("lilei"), TestContext.Current.CancellationToken))?.PhoneNumber;
}
