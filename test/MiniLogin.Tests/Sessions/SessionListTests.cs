using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Sessions;
using MiniLogin.Tests.Model;
using MiniLogin.Users;

namespace MiniLogin.Tests.Sessions;

public sealed class SessionListTests
{
    [Theory, ClassData(typeof(BothStores))]
    public async Task The_list_shows_only_the_users_own_sessions_newest_first(Store store)
    {
        await using var world = await World.StartAsync(store);
        var first = (await world.SendAsync(HttpMethod.Post, "/login", new { code = world.WxLogin() }, headers: [("User-Agent", "phone"), ("Referer", $"https://servicewechat.com/{World.AppId}/7/page-frame.html")])).Ok().Text("token");
        world.Pass(TimeSpan.FromSeconds(5));
        var second = await world.TokenAsync();
        await world.TokenAsync("meimei");

        var list = Sessions((await world.SendAsync(HttpMethod.Get, "/sessions", token: second)).Ok());

        list.Select(s => s["id"]!.GetValue<string>()).Should().Equal(Id(second), Id(first));
        list.Select(s => s["current"]!.GetValue<bool>()).Should().Equal(true, false);
        list[1]["userAgent"]!.GetValue<string>().Should().Be("phone");
        list[1]["miniProgramVersion"]!.GetValue<string>().Should().Be("7");
        list[1].Should().NotContain(m => m.Key == "token" || m.Key == "secretHash");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Ended_and_expired_sessions_are_not_listed(Store store)
    {
        await using var world = await World.StartAsync(store);
        await world.TokenAsync();
        world.Pass(TimeSpan.FromDays(8));
        var ended = await world.TokenAsync();
        var token = await world.TokenAsync();
        await world.LogOutAsync(ended);

        Sessions((await world.SendAsync(HttpMethod.Get, "/sessions", token: token)).Ok()).Should().ContainSingle();
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_session_can_be_ended_by_id_only_by_its_own_user(Store store)
    {
        await using var world = await World.StartAsync(store);
        var other = await world.TokenAsync();
        var token = await world.TokenAsync();
        var strangers = await world.TokenAsync("meimei");

        (await world.SendAsync(HttpMethod.Delete, $"/sessions/{Id(other)}", token: strangers)).ShouldFail(404, "session_not_found");
        (await world.SendAsync(HttpMethod.Delete, "/sessions/aaaaaaaaaaaaaaaa", token: strangers)).ShouldFail(404, "session_not_found").Body
            .Should().Be((await world.SendAsync(HttpMethod.Delete, $"/sessions/{Id(other)}", token: strangers)).Body, "another user's session gets the same answer as an unknown one");
        (await world.ShowSessionAsync(other)).Ok();

        (await world.SendAsync(HttpMethod.Delete, $"/sessions/{Id(other)}", token: token)).Status.Should().Be(HttpStatusCode.NoContent);
        (await world.ShowSessionAsync(other)).ShouldFail(401, "session_invalid");
        (await world.SendAsync(HttpMethod.Delete, $"/sessions/{Id(other)}", token: token)).ShouldFail(404, "session_not_found");
        (await world.SendAsync(HttpMethod.Delete, "/sessions/not-an-id", token: token)).ShouldFail(404, "session_not_found");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task All_sessions_can_be_ended_and_a_later_login_stays_valid(Store store)
    {
        await using var world = await World.StartAsync(store);
        var tokens = new[] { await world.TokenAsync(), await world.TokenAsync(), await world.TokenAsync() };
        var strangers = await world.TokenAsync("meimei");

        (await world.SendAsync(HttpMethod.Delete, "/sessions", token: tokens[0])).Status.Should().Be(HttpStatusCode.NoContent);
        var after = await world.TokenAsync();

        foreach (var token in tokens)
        {
            (await world.ShowSessionAsync(token)).ShouldFail(401, "session_invalid");
        }

        (await world.ShowSessionAsync(strangers)).Ok();
        (await world.ShowSessionAsync(after)).Ok();
        (await world.SendAsync(HttpMethod.Get, "/user", token: after)).Ok();
        world.Pass(TimeSpan.FromHours(2));
        (await world.ShowSessionAsync(after)).Ok("it can also be extended");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task All_sessions_but_the_current_one_can_be_ended(Store store)
    {
        await using var world = await World.StartAsync(store);
        var other = await world.TokenAsync();
        var current = await world.TokenAsync();

        (await world.SendAsync(HttpMethod.Delete, "/sessions?keepCurrent=true", token: current)).Status.Should().Be(HttpStatusCode.NoContent);

        (await world.ShowSessionAsync(other)).ShouldFail(401, "session_invalid");
        (await world.ShowSessionAsync(current)).Ok();
        (await world.SendAsync(HttpMethod.Get, "/user", token: current)).Ok();
        world.Pass(TimeSpan.FromHours(2));
        (await world.ShowSessionAsync(current)).Ok("it can also be extended");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_session_missed_when_all_ended_can_only_be_checked_and_for_an_hour(Store store)
    {
        await using var world = await World.StartAsync(store);
        var token = await world.TokenAsync();
        var userKey = new UserKey(World.App, (await world.ShowSessionAsync(token)).Ok().Json["user"]!["openId"]!.GetValue<string>());

        // The user's row says that all sessions ended, but the sweep ran before this session's row was written.
        await world.Services.GetRequiredService<IUserStore>().EndSessionsAsync(userKey, null, TestContext.Current.CancellationToken);

        (await world.ShowSessionAsync(token)).Ok();
        (await world.SendAsync(HttpMethod.Get, "/user", token: token)).ShouldFail(401, "session_invalid");
        world.Pass(TimeSpan.FromMinutes(61));
        (await world.ShowSessionAsync(token)).ShouldFail(401, "session_invalid");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_thousand_sessions_can_be_listed_in_pages_and_ended(Store store)
    {
        await using var world = await World.StartAsync(store);
        var token = await world.TokenAsync();
        var openId = (await world.ShowSessionAsync(token)).Ok().Json["user"]!["openId"]!.GetValue<string>();
        var sessions = world.Services.GetRequiredService<ISessionStore>();
        var start = world.Now.Floor();
        foreach (var chunk in Enumerable.Range(0, 1000).Chunk(50))
        {
            await Task.WhenAll(chunk.Select(i =>
            {
                var made = new SessionToken(Convert.ToHexStringLower(BitConverter.GetBytes(i)).Replace('0', 'g').Replace('1', 'h').Replace('8', 'i').Replace('9', 'j').PadLeft(16, 'a'), new byte[32]);
                var session = new Session(made.Id, World.App, openId, null, start.AddSeconds(-i / 3), start, start.AddDays(1), start.AddDays(1), new(null, null));
                return sessions.CreateAsync(new(session, made.SecretHash(), []), TestContext.Current.CancellationToken);
            }));
        }

        var seen = new List<string>();
        string? next = null;
        do
        {
            var page = (await world.SendAsync(HttpMethod.Get, $"/sessions?limit=100{(next is null ? "" : $"&after={next}")}", token: token)).Ok();
            seen.AddRange(Sessions(page).Select(s => s["id"]!.GetValue<string>()));
            next = page.Json["next"]?.GetValue<string>();
        }
        while (next is not null);
        seen.Should().HaveCount(1001).And.OnlyHaveUniqueItems();

        (await world.SendAsync(HttpMethod.Delete, "/sessions?keepCurrent=true", token: token)).Status.Should().Be(HttpStatusCode.NoContent);
        Sessions((await world.SendAsync(HttpMethod.Get, "/sessions", token: token)).Ok()).Should().ContainSingle();
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=101", "limit")]
    [InlineData("limit=x", "limit")]
    [InlineData("after=x", "after")]
    [InlineData("after=99999999999999999999.aaaaaaaaaaaaaaaa", "after")]
    [InlineData("after=999999999999999.aaaaaaaaaaaaaaaa", "after")]
    public async Task A_wrong_page_parameter_is_reported(string query, string field)
    {
        await using var world = await World.StartAsync(Store.Memory);

        (await world.SendAsync(HttpMethod.Get, $"/sessions?{query}", token: await world.TokenAsync())).ShouldFail(400, "request_invalid", field);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(UserSessions.MaxPage + 1)]
    public async Task A_page_size_out_of_range_throws(int limit)
    {
        await using var world = await World.StartAsync(Store.Memory);

        var page = () => world.Services.GetRequiredService<UserSessions>().PageAsync(World.UserKey("lilei"), null, limit, TestContext.Current.CancellationToken);

        await page.Should().ThrowAsync<ArgumentOutOfRangeException>();
    }

    [Fact]
    public async Task Listing_and_ending_sessions_need_a_session()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var token = await world.TokenAsync();

        (await world.SendAsync(HttpMethod.Get, "/sessions")).ShouldFail(401, "session_invalid");
        (await world.SendAsync(HttpMethod.Delete, "/sessions")).ShouldFail(401, "session_invalid");
        (await world.SendAsync(HttpMethod.Delete, $"/sessions/{Id(token)}")).ShouldFail(401, "session_invalid");
        (await world.SendAsync(HttpMethod.Delete, "/sessions?keepCurrent=maybe", token: token)).ShouldFail(400, "request_invalid", "keepCurrent");
        (await world.ShowSessionAsync(token)).Ok();
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task The_oldest_sessions_beyond_the_cap_end_at_every_tenth_login(Store store)
    {
        await using var world = await World.StartAsync(store, new() { SessionsPerUser = 3, LoginsPerUserAndMinute = 1000 });
        var tokens = new List<string>();
        for (var i = 0; i < 9; i++)
        {
            tokens.Add(await world.TokenAsync());
            world.Pass(TimeSpan.FromSeconds(2));
        }

        world.Pass(TimeSpan.FromMinutes(2));
        tokens.Add(await world.TokenAsync());

        var live = new List<bool>();
        foreach (var token in tokens)
        {
            live.Add((int)(await world.ShowSessionAsync(token)).Status == 200);
        }

        live.Should().Equal(false, false, false, false, false, false, false, true, true, true);
    }

    [Theory]
    [InlineData(59, true)]
    [InlineData(60, false)]
    public async Task The_cap_ends_no_session_younger_than_a_minute(int age, bool lives)
    {
        var clock = new StoryClock();
        await using var world = await World.StartAsync(Store.Memory, new() { SessionsPerUser = 1, LoginsPerUserAndMinute = 1000 }, services => services.AddSingleton<TimeProvider>(clock));
        var first = await world.TokenAsync();
        clock.MoveTo(world.Now.AddSeconds(age));
        for (var i = 0; i < 9; i++)
        {
            await world.TokenAsync();
        }

        (await world.ShowSessionAsync(first)).Status.Should().Be(lives ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
    }

    private static List<JsonObject> Sessions(Reply reply) => [.. reply.Json["sessions"]!.AsArray().Select(s => s!.AsObject())];

    private static string Id(string token) => token.Split('.')[0];
}
