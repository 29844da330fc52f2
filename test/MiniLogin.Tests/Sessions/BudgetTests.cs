using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Functions.Sessions;

namespace MiniLogin.Tests.Sessions;

/// <summary>The number of calls to DynamoDB and WeChat that a request makes.</summary>
public sealed class BudgetTests
{
    [Fact]
    public async Task A_login_costs_one_call_to_WeChat_one_UpdateItem_and_one_PutItem()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);

        (await world.LogInAsync(world.WxLogin())).Ok();

        world.Calls.Operations.Should().Equal("PutItem", "UpdateItem");
        (await world.CallsToWeChatAsync(1)).Should().Be(1);
    }

    [Fact]
    public async Task A_users_first_login_in_another_minute_costs_one_UpdateItem()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);
        await world.TokenAsync();
        world.Pass(TimeSpan.FromMinutes(1));
        world.Calls.Clear();

        await world.TokenAsync();

        world.Calls.Operations.Should().Equal("PutItem", "UpdateItem");
    }

    [Fact]
    public async Task A_session_check_costs_one_GetItem_and_hourly_one_more_plus_an_UpdateItem()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);
        var token = await world.TokenAsync();
        world.Calls.Clear();

        (await world.ShowSessionAsync(token)).Ok();
        (await world.ShowSessionAsync(token)).Ok();
        world.Calls.Operations.Should().Equal("GetItem", "GetItem");

        world.Calls.Clear();
        world.Pass(TimeSpan.FromMinutes(61));
        (await world.ShowSessionAsync(token)).Ok();
        (await world.ShowSessionAsync(token)).Ok();
        world.Calls.Operations.Should().Equal("GetItem", "GetItem", "GetItem", "UpdateItem");
    }

    [Fact]
    public async Task A_ticket_of_a_third_party_platform_costs_one_UpdateItem_and_a_refused_push_nothing()
    {
        await using var world = await Platform.StartAsync(Store.DynamoDB);
        await world.PushTicketAsync();
        world.Calls.Clear();

        world.Pass(TimeSpan.FromSeconds(1));
        await world.PushTicketAsync();
        (await world.SendPushAsync("timestamp=1&nonce=1", "<xml/>")).ShouldFail(403, "push_refused");

        world.Calls.Operations.Should().Equal("UpdateItem");
        world.WeChat.Served.Should().Be(0);
    }

    [Fact]
    public async Task The_authorizer_costs_what_a_session_check_costs()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);
        var token = await world.TokenAsync();
        world.Calls.Clear();

        await AuthorizeAsync(world, token);
        await AuthorizeAsync(world, token);
        world.Calls.Operations.Should().Equal("GetItem", "GetItem");

        world.Calls.Clear();
        world.Pass(TimeSpan.FromMinutes(61));
        await AuthorizeAsync(world, token);
        world.Calls.Operations.Should().Equal("GetItem", "GetItem", "UpdateItem");
    }

    [Fact]
    public async Task Listing_sessions_costs_two_GetItems_and_one_Query()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);
        var token = await world.TokenAsync();
        world.Calls.Clear();

        (await world.SendAsync(HttpMethod.Get, "/sessions", token: token)).Ok();

        world.Calls.Operations.Should().Equal("GetItem", "GetItem", "Query");
    }

    [Fact]
    public async Task Ending_one_session_costs_two_GetItems_and_one_UpdateItem()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);
        var other = await world.TokenAsync();
        var token = await world.TokenAsync();
        world.Calls.Clear();

        await world.SendAsync(HttpMethod.Delete, $"/sessions/{other.Split('.')[0]}", token: token);

        world.Calls.Operations.Should().Equal("GetItem", "GetItem", "UpdateItem");
    }

    [Fact]
    public async Task A_malformed_token_costs_no_call()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);

        await world.ShowSessionAsync("garbage");
        await world.LogOutAsync("garbage");

        world.Calls.Operations.Should().BeEmpty();
    }

    [Fact]
    public async Task Only_every_tenth_login_of_a_user_queries_old_sessions()
    {
        await using var world = await World.StartAsync(Store.DynamoDB, new() { LoginsPerUserAndMinute = 1000 });
        var queries = new List<int>();

        for (var login = 1; login <= 20; login++)
        {
            world.Calls.Clear();
            await world.TokenAsync();
            queries.Add(world.Calls.Operations.Count(o => o == "Query"));
        }

        queries.Should().Equal(Enumerable.Range(1, 20).Select(login => login % 10 == 0 ? 1 : 0));
    }

    [Fact]
    public async Task Ending_all_sessions_queries_until_the_index_is_empty_twice()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);
        await world.TokenAsync();
        var token = await world.TokenAsync();
        world.Calls.Clear();

        await world.SendAsync(HttpMethod.Delete, "/sessions", token: token);

        world.Calls.Operations.Should().Equal("GetItem", "GetItem", "Query", "Query", "Query", "UpdateItem", "UpdateItem", "UpdateItem");
    }

    [Fact]
    public async Task A_deletion_costs_one_UpdateItem_more_than_ending_all_sessions()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);
        await world.TokenAsync();
        var token = await world.TokenAsync();
        world.Calls.Clear();

        await world.SendAsync(HttpMethod.Delete, "/user", token: token, headers: ("X-WX-Code", world.WxLogin()));

        world.Calls.Operations.Should().Equal("GetItem", "GetItem", "Query", "Query", "Query", "UpdateItem", "UpdateItem", "UpdateItem", "UpdateItem");
    }

    [Fact]
    public async Task Logging_out_costs_one_UpdateItem()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);
        var token = await world.TokenAsync();
        world.Calls.Clear();

        await world.LogOutAsync(token);

        world.Calls.Operations.Should().Equal("UpdateItem");
    }

    private static async Task AuthorizeAsync(World world, string token)
    {
        var authorizer = ActivatorUtilities.CreateInstance<AuthorizerFunction>(world.Services);
        (await authorizer.Authorize(new() { Headers = new() { ["authorization"] = $"Bearer {token}" } })).IsAuthorized.Should().BeTrue();
    }
}
