using MiniLogin.Aws;
using MiniLogin.Playground.Console;

namespace MiniLogin.Tests.Failures;

/// <summary>
/// Connections that a function keeps open. While it is frozen, the other side may close or forget them, and after that the first
/// request must not be lost. Nothing that WeChat must not get twice is sent twice.
/// </summary>
public sealed class KeptConnectionTests
{
    private static readonly MiniLoginOptions Many = new() { LoginsPerUserAndMinute = 100 };

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
