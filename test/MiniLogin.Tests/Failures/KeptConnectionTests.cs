using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Account;
using MiniLogin.Aws;
using MiniLogin.Playground.Console;
using MiniLogin.WeChat;

namespace MiniLogin.Tests.Failures;

/// <summary>
/// Connections that a function keeps open. While it is frozen, the other side may close or forget them, and after that the first
/// request must not be lost. Nothing that WeChat must not get twice is sent twice.
/// </summary>
public sealed class KeptConnectionTests
{
    private const string Code2Session = "/sns/jscode2session";
    private const string Phone = "/wxa/business/getuserphonenumber";
    private const string Reset = "/wxa/resetusersessionkey";
    private const string Nonce = "a-nonce-of-the-client-0001";

    private static readonly MiniLoginOptions Many = new() { LoginsPerUserAndMinute = 100 };

    public static TheoryData<bool> FinOrReset => [false, true];

    [Fact]
    public async Task A_connection_to_WeChat_is_kept_for_less_than_a_minute()
    {
        await using var relay = new ConnectionRelay();
        await using var world = await BehindAsync(relay);
        await world.TokenAsync();
        world.Pass(TimeSpan.FromSeconds(40));
        await world.TokenAsync();
        relay.Connections.Should().Be(1);

        world.Pass(TimeSpan.FromSeconds(60));
        await world.TokenAsync();

        relay.Connections.Should().Be(2);
    }

    [Fact]
    public async Task The_first_login_after_a_pause_does_not_use_a_connection_that_WeChat_forgot()
    {
        await using var relay = new ConnectionRelay();
        await using var world = await BehindAsync(relay);
        await world.TokenAsync();
        relay.Forget();
        world.Pass(TimeSpan.FromMinutes(10));

        (await world.LogInAsync(world.WxLogin())).Ok();

        relay.Lost.Should().Be(0);
        world.Logs.Lines.Should().NotContain(line => line.Contains(LogEvents.WeChatNoAnswer, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_phone_number_can_be_bound_after_a_pause_on_a_connection_that_WeChat_forgot()
    {
        await using var relay = new ConnectionRelay();
        await using var world = await BehindAsync(relay);
        var token = await world.TokenAsync();
        (await BindPhoneAsync(world, token)).Ok();
        relay.Forget();
        world.Pass(TimeSpan.FromMinutes(10));

        (await BindPhoneAsync(world, token)).Ok();

        relay.Lost.Should().Be(0);
    }

    [Fact]
    public async Task A_login_succeeds_on_a_connection_that_WeChat_forgot_a_moment_ago()
    {
        await using var relay = new ConnectionRelay();
        await using var world = await BehindAsync(relay);
        await world.TokenAsync();
        relay.Forget();

        (await world.LogInAsync(world.WxLogin())).Ok();

        relay.Lost.Should().Be(1);
    }

    [Theory, MemberData(nameof(FinOrReset))]
    public async Task A_login_is_sent_once_more_if_its_connection_ends_before_an_answer(bool isReset)
    {
        await using var relay = new ConnectionRelay();
        await using var world = await BehindAsync(relay);
        relay.Cut = new(AfterTheWork: false, isReset);
        relay.CutTimes = 1;

        (await world.LogInAsync(world.WxLogin())).Ok();

        relay.Count(Code2Session).Should().Be(2);
    }

    [Theory, MemberData(nameof(FinOrReset))]
    public async Task A_login_is_not_sent_a_third_time(bool isReset)
    {
        await using var relay = new ConnectionRelay();
        await using var world = await BehindAsync(relay);
        relay.Cut = new(AfterTheWork: false, isReset);

        (await world.LogInAsync(world.WxLogin())).ShouldFail(503, "wechat_unavailable");

        relay.Count(Code2Session).Should().Be(2);
    }

    [Theory, MemberData(nameof(FinOrReset))]
    public async Task A_code_that_the_lost_call_used_is_rejected_without_waiting_for_a_parallel_login(bool isReset)
    {
        await using var relay = new ConnectionRelay();
        await using var world = await BehindAsync(relay, Store.DynamoDB);
        relay.Cut = new(AfterTheWork: true, isReset);
        relay.CutTimes = 1;

        (await world.LogInAsync(world.WxLogin())).ShouldFail(401, "code_rejected");

        relay.Count(Code2Session).Should().Be(2);
        world.Calls.Operations.Should().Equal(["GetItem"], "it looks once for the session of an earlier login with this code");
    }

    [Fact]
    public async Task A_retried_login_gets_its_session_although_the_first_answer_of_WeChat_was_lost()
    {
        await using var relay = new ConnectionRelay();
        await using var world = await BehindAsync(relay);
        var code = world.WxLogin();
        var token = (await world.LogInAsync(code, Nonce)).Ok().Text("token");
        relay.Cut = new(AfterTheWork: true, IsReset: true);
        relay.CutTimes = 1;

        (await world.LogInAsync(code, Nonce)).Ok().Text("token").Should().Be(token);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_code_for_a_phone_number_is_never_sent_twice(bool afterTheWork, bool isReset)
    {
        await using var relay = new ConnectionRelay();
        await using var world = await BehindAsync(relay);
        var token = await world.TokenAsync();
        relay.CutPath = Phone;
        relay.Cut = new(afterTheWork, isReset);

        (await BindPhoneAsync(world, token)).ShouldFail(503, "wechat_unavailable");

        relay.Count(Phone).Should().Be(1);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_reset_of_a_session_key_is_never_sent_twice(bool afterTheWork, bool isReset)
    {
        await using var relay = new ConnectionRelay();
        await using var world = await BehindAsync(relay);
        await world.TokenAsync();
        relay.CutPath = Reset;
        relay.Cut = new(afterTheWork, isReset);

        var outcome = await world.Services.GetRequiredService<SessionKeyService>().ResetAsync(World.UserKey("lilei"), TestContext.Current.CancellationToken);

        outcome.Should().BeOfType<SessionKeyOutcome.Failed>().Which.Failure.Should().BeOfType<WeChatFailure.Unavailable>();
        relay.Count(Reset).Should().Be(1);
    }

    [Fact]
    public async Task The_AWS_SDK_does_not_use_a_connection_that_AWS_forgot_during_a_pause()
    {
        await using var relay = new ConnectionRelay { Target = new(DynamoDBServer.Url) };
        var clock = new PlaygroundClock();
        using var connections = new AwsConnections(clock);
        using var dynamoDB = AwsClients.DynamoDB(new() { DynamoDBUrl = relay.Url.ToString() }, connections);
        await dynamoDB.ListTablesAsync(TestContext.Current.CancellationToken);
        await dynamoDB.ListTablesAsync(TestContext.Current.CancellationToken);
        relay.Connections.Should().Be(1);
        relay.Forget();
        clock.Advance(TimeSpan.FromMinutes(10));

        await dynamoDB.ListTablesAsync(TestContext.Current.CancellationToken);

        relay.Lost.Should().Be(0);
    }

    [Fact]
    public async Task The_AWS_SDK_reads_a_long_answer()
    {
        await using var server = new AnsweringServer($$"""{"TableNames":[{{string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"\"table-{i}\""))}}]}""");
        using var connections = new AwsConnections(new PlaygroundClock());
        using var dynamoDB = AwsClients.DynamoDB(new() { DynamoDBUrl = server.Url.ToString() }, connections);

        (await dynamoDB.ListTablesAsync(TestContext.Current.CancellationToken)).TableNames.Should().HaveCount(10_000);
    }

    private static async Task<World> BehindAsync(ConnectionRelay relay, Store store = Store.Memory)
    {
        var world = await World.StartAsync(store, Many, weChat: relay.Url);
        relay.Target = world.Http.BaseAddress;
        return world;
    }

    private static Task<Reply> BindPhoneAsync(World world, string token) =>
        world.SendAsync(HttpMethod.Post, "/session/phone", new { code = world.WeChat.GetPhoneNumberCode(World.AppId, "lilei") }, token);
}
