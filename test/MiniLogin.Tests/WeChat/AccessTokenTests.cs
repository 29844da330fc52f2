using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Apps;
using MiniLogin.Playground.InMemory;
using MiniLogin.Playground.WeChatSimulator;
using MiniLogin.WeChat;

namespace MiniLogin.Tests.WeChat;

/// <summary>The access_token, tested through POST /session/phone.</summary>
public sealed class AccessTokenTests
{
    [Fact]
    public async Task A_token_is_reused_until_five_minutes_before_its_end()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var token = await world.TokenAsync();

        for (var i = 0; i < 3; i++)
        {
            (await BindAsync(world, token)).Ok();
        }

        world.Pass(TimeSpan.FromMinutes(114));
        (await BindAsync(world, token)).Ok();
        TokensAsked(world).Should().Be(1);
        world.Pass(TimeSpan.FromMinutes(2));
        (await BindAsync(world, token)).Ok();
        TokensAsked(world).Should().Be(2);
    }

    [Fact]
    public async Task Two_environments_share_one_token_through_the_Apps_table()
    {
        await using var one = await World.StartAsync(Store.DynamoDB, configure: UseTable);
        await RegisterAsync(one);
        await using var two = await EnvironmentOfAsync(one);
        var token = await one.TokenAsync();

        (await BindAsync(one, token)).Ok();
        (await BindAsync(two, token, one)).Ok();
        (await BindAsync(one, token)).Ok();

        TokensAsked(one).Should().Be(1);
        two.Logs.Lines.Should().NotContain(line => line.Contains("access_token_refreshed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_renewed_by_one_environment_is_used_by_the_other()
    {
        await using var one = await World.StartAsync(Store.DynamoDB, configure: UseTable);
        await RegisterAsync(one);
        await using var two = await EnvironmentOfAsync(one);
        var token = await one.TokenAsync();
        (await BindAsync(one, token)).Ok();
        (await BindAsync(two, token, one)).Ok();
        one.WeChat.AccessTokens.Issue(World.AppId, force: true);

        (await BindAsync(one, token)).Ok();
        (await BindAsync(two, token, one)).Ok();

        TokensAsked(one).Should().Be(2);
    }

    [Fact]
    public async Task The_token_is_stored_encrypted_in_the_row_of_its_app()
    {
        await using var world = await World.StartAsync(Store.DynamoDB, configure: UseTable);
        await RegisterAsync(world);
        (await BindAsync(world, await world.TokenAsync())).Ok();
        var (current, _) = world.WeChat.AccessTokens.Issue(World.AppId, force: false)!.Value;

        var row = await RowAsync(world);

        row.Keys.Should().BeEquivalentTo("appId", "sealedAccessToken", "accessTokenExpiresAt");
        row["sealedAccessToken"].B.ToArray().AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(current)).Should().Be(-1);
        var ends = DateTimeOffset.FromUnixTimeSeconds(long.Parse(row["accessTokenExpiresAt"].N, System.Globalization.CultureInfo.InvariantCulture));
        ends.Should().BeCloseTo(world.Now.AddSeconds(7200), TimeSpan.FromSeconds(60));
        world.Logs.Lines.Should().NotContain(line => line.Contains(current, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Storing_a_token_does_not_create_an_app_row()
    {
        await using var world = await World.StartAsync(Store.DynamoDB, configure: UseTable);

        (await BindAsync(world, await world.TokenAsync())).Ok();

        (await RowAsync(world)).Should().BeNullOrEmpty();
    }

    [Fact]
    public async Task Of_two_concurrent_renewals_in_DynamoDB_the_first_write_wins()
    {
        await using var world = await World.StartAsync(Store.DynamoDB, configure: UseTable);
        await RegisterAsync(world);
        var store = world.Services.GetRequiredService<IAccessTokenStore>();
        await ReplacesOnceAsync(store, world.Now);
    }

    [Fact]
    public async Task Of_two_concurrent_renewals_in_memory_the_first_write_wins() => await ReplacesOnceAsync(new InMemoryAccessTokenStore(), DateTimeOffset.UnixEpoch);

    [Fact]
    public async Task A_revoked_token_is_renewed_once_and_the_call_is_retried()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var token = await world.TokenAsync();
        (await BindAsync(world, token)).Ok();
        world.WeChat.AccessTokens.Issue(World.AppId, force: true);
        world.Traffic.Clear();
        var before = world.WeChat.Served;

        (await BindAsync(world, token)).Ok();

        // Three calls: getuserphonenumber, stable_token, getuserphonenumber.
        (await world.CallsToWeChatAsync(before + 3)).Should().Be(before + 3);
        TokensAsked(world).Should().Be(1);
    }

    [Fact]
    public async Task Fifty_calls_at_once_fetch_one_token()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var apps = world.Services.GetRequiredService<IAppRegistry>();
        var app = (await apps.FindAsync(World.App, TestContext.Current.CancellationToken))!;
        var credentials = await apps.OpenCredentialsAsync(app, TestContext.Current.CancellationToken);
        var tokens = world.Services.GetRequiredService<MiniLogin.WeChat.AccessTokens>();
        var before = world.WeChat.Served;

        var got = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => tokens.GetAsync(app, credentials, null, TestContext.Current.CancellationToken))));

        got.Select(reply => ((WeChatReply<AccessToken>.Good)reply).Answer.Reveal()).Distinct().Should().ContainSingle();
        (await world.CallsToWeChatAsync(before + 1)).Should().Be(before + 1);
    }

    [Theory]
    [InlineData(40001)]
    [InlineData(40014)]
    [InlineData(42001)]
    public async Task A_token_that_is_rejected_repeatedly_is_renewed_only_once(int errCode)
    {
        await using var world = await World.StartAsync(Store.Memory);
        var token = await world.TokenAsync();
        world.WeChat.Faults = new() { CallErrCode = errCode };
        world.Traffic.Clear();
        var before = world.WeChat.Served;

        (await BindAsync(world, token)).ShouldFail(503, "wechat_unavailable");

        (await world.CallsToWeChatAsync(before + 4)).Should().Be(before + 4);
        world.WeChat.Faults = Faults.None;
        (await BindAsync(world, token)).Ok();
    }

    [Fact]
    public async Task The_log_contains_the_IP_address_that_WeChat_does_not_allow()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var token = await world.TokenAsync();
        world.WeChat.Faults = new() { TokenErrCode = 40164 };

        var reply = (await BindAsync(world, token)).ShouldFail(500, "app_misconfigured");

        world.Logs.Lines.Should().Contain(line => line.Contains("Event=ip_not_allowed", StringComparison.Ordinal) && line.Contains("203.0.113.7", StringComparison.Ordinal));
        reply.Body.Should().NotContain("203.0.113.7");
    }

    [Fact]
    public async Task A_token_near_its_end_is_still_used_when_it_cannot_be_renewed()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var token = await world.TokenAsync();
        (await BindAsync(world, token)).Ok();
        world.Pass(TimeSpan.FromMinutes(117));
        world.WeChat.Faults = new() { TokenErrCode = 45009 };

        (await BindAsync(world, token)).Ok();
        world.Pass(TimeSpan.FromMinutes(4));
        (await BindAsync(world, token)).ShouldFail(429, "wechat_quota");
    }

    [Fact]
    public async Task A_call_is_retried_when_WeChat_is_busy()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var token = await world.TokenAsync();
        world.WeChat.Faults = new() { BusyTimes = 1 };

        (await BindAsync(world, token)).Ok();
    }

    private static async Task ReplacesOnceAsync(IAccessTokenStore store, DateTimeOffset now)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        (await store.FindAsync(World.App, cancellationToken)).Should().BeNull();
        (await store.ReplaceAsync(World.App, null, new([1], now), cancellationToken)).Should().BeTrue();
        (await store.ReplaceAsync(World.App, null, new([2], now), cancellationToken)).Should().BeFalse();

        var asRead = await store.FindAsync(World.App, cancellationToken);
        (await store.ReplaceAsync(World.App, asRead, new([3], now), cancellationToken)).Should().BeTrue();
        (await store.ReplaceAsync(World.App, asRead, new([4], now), cancellationToken)).Should().BeFalse();

        (await store.FindAsync(World.App, cancellationToken))!.Bytes.Should().Equal(3);
    }

    /// <param name="phone">The world whose WeChat simulator issues the code; by default the same world.</param>
    private static Task<Reply> BindAsync(World world, string token, World? phone = null) =>
        world.SendAsync(HttpMethod.Post, "/session/phone", new { code = (phone ?? world).WeChat.GetPhoneNumberCode(World.AppId, "lilei") }, token);

    private static int TokensAsked(World world) => world.Traffic.After(0).Calls.Count(c => c.Target.StartsWith(WeChatEndpoints.StableTokenPath, StringComparison.Ordinal));

    private static void UseTable(IServiceCollection services) => services.AddSingleton<IAccessTokenStore, DynamoDBAccessTokenStore>();

    /// <summary>Another environment with the tables and the WeChat of the first.</summary>
    private static Task<World> EnvironmentOfAsync(World first) => World.StartAsync(Store.DynamoDB, configure: services =>
    {
        UseTable(services);
        services.AddSingleton(first.Services.GetRequiredService<MiniLoginOptions>());
    });

    private static Task<PutItemResponse> RegisterAsync(World world) => world.Services.GetRequiredService<IAmazonDynamoDB>().PutItemAsync(new PutItemRequest
    {
        TableName = world.Services.GetRequiredService<MiniLoginOptions>().AppsTable,
        Item = new() { ["appId"] = new(World.AppId) },
    });

    private static async Task<Dictionary<string, AttributeValue>> RowAsync(World world)
    {
        var request = new GetItemRequest { TableName = world.Services.GetRequiredService<MiniLoginOptions>().AppsTable, Key = new() { ["appId"] = new(World.AppId) } };
        return (await world.Services.GetRequiredService<IAmazonDynamoDB>().GetItemAsync(request, TestContext.Current.CancellationToken)).Item;
    }
}
