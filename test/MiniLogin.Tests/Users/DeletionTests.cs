using System.Globalization;
using System.Net;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Account;
using MiniLogin.Playground.InMemory;
using MiniLogin.Sessions;
using MiniLogin.Tests.Model;
using MiniLogin.Users;

namespace MiniLogin.Tests.Users;

/// <summary>Deletions that fail halfway, or meet a login, an upload or a block.</summary>
public sealed class DeletionTests
{
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;
    private readonly Trouble _trouble = new();

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_session_that_a_failed_deletion_left_does_not_open_the_next_account(Store store)
    {
        await using var world = await StartAsync(store);
        var stolen = await world.TokenAsync();
        _trouble.Faults.Set(new Fault(Place.ListSessions, IsDone: false));
        (await DeleteAsync(world, await world.TokenAsync())).ShouldFail(503, "store_unavailable");
        await ShouldNotOpenTheNextAccountAsync(world, stolen);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_login_in_progress_during_a_deletion_does_not_open_the_next_account(Store store)
    {
        await using var world = await StartAsync(store);
        await world.TokenAsync();
        _trouble.InterruptAsync = _ => world.Services.GetRequiredService<AccountService>().DeleteAsync(World.UserKey("lilei"), _cancel);
        _trouble.Faults.Set(new Interruption(Place.RecordLogin, IsAfter: true, Event.Delete));

        var stray = await world.TokenAsync();

        await ShouldNotOpenTheNextAccountAsync(world, stray);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_session_that_outlives_the_tombstone_does_not_open_the_next_account(Store store)
    {
        await using var world = await StartAsync(store);
        var stray = await world.TokenAsync();
        await world.Services.GetRequiredService<IUserStore>().DeleteAsync(World.UserKey("lilei"), world.Now.AddHours(24), _cancel);
        world.Pass(TimeSpan.FromHours(25));
        await RemoveTombstoneAsync(world);

        var fresh = (await world.LogInAsync(world.WxLogin())).Ok();

        fresh.Json["isNewUser"]!.GetValue<bool>().Should().BeTrue();
        (await world.ShowSessionAsync(stray)).ShouldFail(401, "session_invalid");
        (await world.ShowSessionAsync(fresh.Text("token"))).Ok();
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_deletion_that_failed_halfway_can_be_repeated_with_the_same_session(Store store)
    {
        foreach (var place in new[] { Place.ListSessions, Place.EraseSession, Place.EndById, Place.DeleteUser, Place.RecordDeletion })
        {
            foreach (var isDone in new[] { true, false })
            {
                await using var world = await StartAsync(store);
                var others = new[] { await world.TokenAsync(), await world.TokenAsync() };
                var token = await world.TokenAsync();
                _trouble.Faults.Set(new Fault(place, isDone));
                (await DeleteAsync(world, token)).ShouldFail(503, "store_unavailable");

                var again = await DeleteAsync(world, token);

                again.Status.Should().Be(place == Place.EndById && isDone ? HttpStatusCode.Unauthorized : HttpStatusCode.NoContent, $"{place} {isDone}: only the very last write ends the session that asks");
                foreach (var ended in others.Append(token))
                {
                    (await world.ShowSessionAsync(ended)).ShouldFail(401, "session_invalid");
                }

                (await RowsNamingAsync(world, "lilei")).Should().BeEmpty();
                (await RecordedAsync(world)).Should().ContainSingle(place.ToString()).Which.Key.Should().Be(World.UserKey("lilei"));
            }
        }
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_deletion_is_recorded_before_the_row_of_the_user_goes(Store store)
    {
        await using var world = await StartAsync(store);
        var token = await world.TokenAsync();
        var key = World.UserKey("lilei");

        _trouble.Faults.Set(new Fault(Place.RecordDeletion, IsDone: false));
        (await DeleteAsync(world, token)).ShouldFail(503, "store_unavailable");
        (await world.Services.GetRequiredService<IUserStore>().FindAsync(key, _cancel)).Should().NotBeNull("no app would hear of the deletion");
        (await RecordedAsync(world)).Should().BeEmpty();

        var before = world.Now.Floor();
        _trouble.Faults.Set(new Fault(Place.DeleteUser, IsDone: false));
        (await DeleteAsync(world, token)).ShouldFail(503, "store_unavailable");
        (await RecordedAsync(world)).Should().ContainSingle().Which.DeletedAt.Should().BeOnOrAfter(before);
        (await world.Services.GetRequiredService<IUserStore>().FindAsync(key, _cancel)).Should().NotBeNull();

        (await DeleteAsync(world, token)).Status.Should().Be(HttpStatusCode.NoContent);
        (await RecordedAsync(world)).Should().ContainSingle();
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Only_a_user_with_an_account_leaves_a_record(Store store)
    {
        await using var world = await StartAsync(store);
        var accounts = world.Services.GetRequiredService<AccountService>();
        await world.TokenAsync("meimei");

        await accounts.DeleteAsync(World.UserKey("lilei"), _cancel);
        (await RecordedAsync(world)).Should().BeEmpty();

        await accounts.DeleteAsync(World.UserKey("meimei"), _cancel);
        var recorded = await RecordedAsync(world);
        world.Pass(TimeSpan.FromMinutes(1));
        await accounts.DeleteAsync(World.UserKey("meimei"), _cancel);
        (await RecordedAsync(world)).Should().BeEquivalentTo(recorded, "the account was gone already");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task An_account_that_a_login_makes_during_a_deletion_of_nobody_stays(Store store)
    {
        await using var world = await StartAsync(store);
        var key = World.UserKey("lilei");
        _trouble.InterruptAsync = _ => world.TokenAsync();
        _trouble.Faults.Set(new Interruption(Place.ReadUser, IsAfter: true, Event.Delete));

        (await world.Services.GetRequiredService<AccountService>().DeleteAsync(key, _cancel)).WasUser.Should().BeFalse();

        (await world.Services.GetRequiredService<IUserStore>().FindAsync(key, _cancel)).Should().NotBeNull("its deletion would not be recorded");
        (await RecordedAsync(world)).Should().BeEmpty();
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_deletion_erases_every_row_that_names_the_user(Store store)
    {
        await using var world = await StartAsync(store);
        await world.TokenAsync();
        world.Pass(TimeSpan.FromDays(8));
        var superseded = await world.TokenAsync();
        var current = (await world.LogInAsync(world.WxLogin(), token: superseded)).Ok().Text("token");
        world.Pass(TimeSpan.FromMinutes(2));
        (await RowsNamingAsync(world, "lilei")).Should().HaveCount(4, "a user, an idle, a replaced and a live session");

        (await DeleteAsync(world, current)).Status.Should().Be(HttpStatusCode.NoContent);

        (await RowsNamingAsync(world, "lilei")).Should().BeEmpty();
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task The_row_of_a_stray_session_is_ended_where_that_is_noticed(Store store)
    {
        await using var world = await StartAsync(store);
        var stray = await world.TokenAsync();
        await world.Services.GetRequiredService<IUserStore>().DeleteAsync(World.UserKey("lilei"), world.Now.AddHours(24), _cancel);

        (await world.SendAsync(HttpMethod.Get, "/user", token: stray)).ShouldFail(401, "session_invalid");

        (await world.ShowSessionAsync(stray)).ShouldFail(401, "session_invalid");
        var row = (StoredSession)(await world.Services.GetRequiredService<ISessionStore>().FindAsync(stray.Split('.')[0], _cancel))!;
        row.Session.ExpiresAt.Should().BeOnOrBefore(world.Now, "DynamoDB then removes the row, which still names the user");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_parallel_first_logins_with_clocks_that_differ_both_last(bool firstIsAhead)
    {
        await using var world = await StartAsync(Store.DynamoDB);
        await using var ahead = await StartAsync(Store.DynamoDB, beside: world);
        ahead.Pass(TimeSpan.FromSeconds(2));
        var (outer, inner) = firstIsAhead ? (ahead, world) : (world, ahead);
        var (outerCode, innerCode) = (world.WxLogin(), world.WxLogin());
        var innerToken = "";

        // One login records itself while the other one is between its two writes.
        _trouble.InterruptAsync = async _ => innerToken = (await inner.LogInAsync(innerCode)).Ok().Text("token");
        _trouble.Faults.Set(new Interruption(Place.RecordLogin, IsAfter: true, Event.EndAll));
        var outerToken = (await outer.LogInAsync(outerCode)).Ok().Text("token");

        foreach (var environment in new[] { world, ahead })
        {
            environment.Pass(TimeSpan.FromHours(2));
            foreach (var token in new[] { innerToken, outerToken })
            {
                (await environment.SendAsync(HttpMethod.Get, "/user", token: token)).Ok();
            }
        }
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_block_outlives_the_account_and_cannot_be_shaken_off(Store store)
    {
        await using var world = await StartAsync(store);
        var accounts = world.Services.GetRequiredService<AccountService>();
        var token = await world.TokenAsync();

        // A deletion is under way when the block is set.
        _trouble.InterruptAsync = _ => accounts.BlockAsync(World.UserKey("lilei"), _cancel);
        _trouble.Faults.Set(new Interruption(Place.DeleteUser, IsAfter: false, Event.Block));
        await DeleteAsync(world, token);
        (await world.LogInAsync(world.WxLogin())).ShouldFail(403, "user_blocked");
        (await world.Services.GetRequiredService<IUserStore>().FindAsync(World.UserKey("lilei"), _cancel)).Should().BeNull("a blocked login stores nothing about the user");

        // The tombstone has expired, but the block has not.
        world.Pass(TimeSpan.FromDays(2));
        await RemoveTombstoneAsync(world);
        (await world.LogInAsync(world.WxLogin())).ShouldFail(403, "user_blocked");

        (await world.Services.GetRequiredService<IUserStore>().UnblockAsync(World.UserKey("lilei"), _cancel)).Should().BeTrue();
        (await world.LogInAsync(world.WxLogin())).Ok().Json["isNewUser"]!.GetValue<bool>().Should().BeTrue();
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_user_without_an_account_can_be_blocked(Store store)
    {
        await using var world = await StartAsync(store);
        var accounts = world.Services.GetRequiredService<AccountService>();
        (await DeleteAsync(world, await world.TokenAsync())).Status.Should().Be(HttpStatusCode.NoContent);

        (await accounts.BlockAsync(World.UserKey("lilei"), _cancel)).Should().Be(new Block(HasAccount: false, SessionsEnded: 0));
        (await accounts.BlockAsync(World.UserKey("meimei"), _cancel)).Should().Be(new Block(HasAccount: false, SessionsEnded: 0));

        (await world.LogInAsync(world.WxLogin())).ShouldFail(403, "user_blocked");
        (await world.LogInAsync(world.WxLogin("meimei"))).ShouldFail(403, "user_blocked");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_login_in_progress_does_not_escape_a_block(Store store)
    {
        await using var world = await StartAsync(store);
        _trouble.InterruptAsync = _ => world.Services.GetRequiredService<AccountService>().BlockAsync(World.UserKey("lilei"), _cancel);
        _trouble.Faults.Set(new Interruption(Place.RecordLogin, IsAfter: true, Event.Block));

        var stray = await world.TokenAsync();

        world.Pass(TimeSpan.FromHours(1));
        (await world.ShowSessionAsync(stray)).ShouldFail(401, "session_invalid");
        await world.Services.GetRequiredService<IUserStore>().UnblockAsync(World.UserKey("lilei"), _cancel);
        (await world.ShowSessionAsync(stray)).ShouldFail(401, "session_invalid");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_session_that_the_operator_ends_meanwhile_cannot_keep_itself(Store store)
    {
        await using var world = await StartAsync(store);
        var token = await world.TokenAsync();
        _trouble.InterruptAsync = _ => world.Services.GetRequiredService<UserSessions>().EndAllAsync(World.UserKey("lilei"), _cancel);
        _trouble.Faults.Set(new Interruption(Place.ReadUser, IsAfter: true, Event.EndAll));

        (await world.SendAsync(HttpMethod.Delete, "/sessions?keepCurrent=true", token: token)).ShouldFail(401, "session_invalid");

        (await world.ShowSessionAsync(token)).ShouldFail(401, "session_invalid");
        (await world.SendAsync(HttpMethod.Get, "/user", token: token)).ShouldFail(401, "session_invalid");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_stray_session_that_a_login_replaced_is_not_accepted_again(Store store)
    {
        await using var world = await StartAsync(store);
        var stray = await world.TokenAsync();
        await world.Services.GetRequiredService<IUserStore>().EndSessionsAsync(World.UserKey("lilei"), null, _cancel);
        world.Pass(TimeSpan.FromHours(3));

        (await world.LogInAsync(world.WxLogin("meimei"), token: stray)).Ok();

        (await world.ShowSessionAsync(stray)).ShouldFail(401, "session_invalid");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task While_users_cannot_be_read_a_session_is_trusted_for_a_bounded_time_only(Store store)
    {
        await using var world = await StartAsync(store);
        var honest = await world.TokenAsync("meimei");
        var stray = await world.TokenAsync();
        await world.Services.GetRequiredService<IUserStore>().BlockAsync(World.UserKey("lilei"), _cancel);

        world.Pass(TimeSpan.FromHours(2) - TimeSpan.FromSeconds(5));
        foreach (var token in new[] { honest, stray })
        {
            _trouble.Faults.Set(new Fault(Place.ReadUser, IsDone: false));
            (await world.ShowSessionAsync(token)).Ok();
        }

        world.Pass(TimeSpan.FromSeconds(5));
        foreach (var token in new[] { honest, stray })
        {
            _trouble.Faults.Set(new Fault(Place.ReadUser, IsDone: false));
            (await world.ShowSessionAsync(token)).ShouldFail(503, "store_unavailable");
        }

        (await world.ShowSessionAsync(honest)).Ok("the table is back");
        (await world.ShowSessionAsync(stray)).ShouldFail(401, "session_invalid");
    }

    private static async Task ShouldNotOpenTheNextAccountAsync(World world, string stray)
    {
        var fresh = (await world.LogInAsync(world.WxLogin())).Ok();
        fresh.Json["isNewUser"]!.GetValue<bool>().Should().BeTrue();
        foreach (var (method, path) in new[] { (HttpMethod.Get, "/sessions"), (HttpMethod.Delete, $"/sessions/{fresh.Text("token").Split('.')[0]}"), (HttpMethod.Delete, "/sessions"), (HttpMethod.Get, "/user") })
        {
            (await world.SendAsync(method, path, token: stray)).ShouldFail(401, "session_invalid");
        }

        (await DeleteAsync(world, stray)).ShouldFail(401, "session_invalid");
        (await world.SendAsync(HttpMethod.Get, "/user/export", token: stray, headers: ("X-WX-Code", world.WxLogin()))).ShouldFail(401, "session_invalid");
        world.Pass(TimeSpan.FromHours(1));
        (await world.ShowSessionAsync(stray)).ShouldFail(401, "session_invalid");
        (await world.SendAsync(HttpMethod.Get, "/user", token: fresh.Text("token"))).Ok();
    }

    private static Task<Reply> DeleteAsync(World world, string token) => world.SendAsync(HttpMethod.Delete, "/user", token: token, headers: ("X-WX-Code", world.WxLogin()));

    private Task<World> StartAsync(Store store, World? beside = null) => World.StartAsync(store, beside: beside, configure: services =>
    {
        FaultyStore<ISessionStore>.Add(services, _trouble);
        FaultyStore<IUserStore>.Add(services, _trouble);
        FaultyStore<IDeletionStore>.Add(services, _trouble);
    });

    private async Task<IReadOnlyList<RecordedDeletion>> RecordedAsync(World world) =>
        (await world.Services.GetRequiredService<IDeletionStore>().ListAsync(DateTimeOffset.UnixEpoch, null, 100, _cancel)).Deletions;

    /// <summary>Does what DynamoDB does after a tombstone has expired.</summary>
    private async Task RemoveTombstoneAsync(World world)
    {
        if (world.Services.GetService<InMemoryUserStore>() is not null)
        {
            return;
        }

        var dynamoDB = world.Services.GetRequiredService<IAmazonDynamoDB>();
        var key = new Dictionary<string, AttributeValue> { ["userKey"] = new(World.UserKey("lilei").ToString()) };
        var row = (await dynamoDB.GetItemAsync(new GetItemRequest { TableName = world.Options.UsersTable, Key = key }, _cancel)).Item;
        if (row.TryGetValue("expiresAt", out var expiresAt) && long.Parse(expiresAt.N, CultureInfo.InvariantCulture) < world.Now.ToUnixTimeSeconds())
        {
            await dynamoDB.DeleteItemAsync(new DeleteItemRequest { TableName = world.Options.UsersTable, Key = key }, _cancel);
        }
    }

    /// <summary>The rows of all tables that say who the user is. In memory, only those of sessions and users.</summary>
    private async Task<IReadOnlyList<string>> RowsNamingAsync(World world, string user)
    {
        var openId = World.UserKey(user).OpenId;
        if (world.Services.GetService<InMemorySessionStore>() is { } memory)
        {
            return [.. memory.Rows(100).Where(r => r.Content is StoredSession s && s.Session.OpenId == openId).Select(r => r.Id),
                .. await world.Services.GetRequiredService<IUserStore>().FindAsync(World.UserKey(user), _cancel) is null ? Array.Empty<string>() : [user]];
        }

        var dynamoDB = world.Services.GetRequiredService<IAmazonDynamoDB>();
        var rows = new List<string>();
        foreach (var (table, key) in new[] { (world.Options.SessionsTable, "id"), (world.Options.UsersTable, "userKey") })
        {
            // The tombstone of a user has the user's key for a day.
            rows.AddRange((await dynamoDB.ScanAsync(new ScanRequest { TableName = table, ConsistentRead = true }, _cancel)).Items
                .Where(row => row.Any(c => c.Key != "userKey" && c.Value.S?.Contains(openId, StringComparison.Ordinal) == true) || (key == "id" && row.ContainsKey("userKey")))
                .Select(row => row[key].S));
        }

        return rows;
    }
}
