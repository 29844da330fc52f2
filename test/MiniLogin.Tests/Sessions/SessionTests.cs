using System.Net;

namespace MiniLogin.Tests.Sessions;

public sealed class SessionTests
{
    [Theory, ClassData(typeof(BothStores))]
    public async Task A_used_session_lasts_until_its_absolute_limit(Store store)
    {
        await using var world = await World.StartAsync(store);
        var login = (await world.LogInAsync(world.WxLogin())).Ok();
        var absoluteEnd = login.Time("absoluteExpiresAt");

        for (var day = 6; day < 30; day += 6)
        {
            world.Pass(TimeSpan.FromDays(6));
            var session = (await world.ShowSessionAsync(login.Text("token"))).Ok();
            session.Time("expiresAt").Should().BeOnOrBefore(absoluteEnd).And.BeAfter(world.Now);
            session.Time("absoluteExpiresAt").Should().Be(absoluteEnd);
        }

        world.Pass(TimeSpan.FromDays(5.9));
        (await world.ShowSessionAsync(login.Text("token"))).Ok().Time("expiresAt").Should().Be(absoluteEnd);
        world.Pass(TimeSpan.FromDays(0.2));
        (await world.ShowSessionAsync(login.Text("token"))).ShouldFail(401, "session_invalid");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task An_unused_session_expires_after_the_idle_limit(Store store)
    {
        await using var world = await World.StartAsync(store);
        var token = await world.TokenAsync();

        world.Pass(TimeSpan.FromDays(7) - TimeSpan.FromMinutes(1));
        (await world.ShowSessionAsync(token)).Ok();

        world.Pass(TimeSpan.FromDays(7) + TimeSpan.FromMinutes(1));
        (await world.ShowSessionAsync(token)).ShouldFail(401, "session_invalid");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_session_is_extended_at_most_once_an_hour(Store store)
    {
        await using var world = await World.StartAsync(store);
        var login = (await world.LogInAsync(world.WxLogin())).Ok();

        world.Pass(TimeSpan.FromMinutes(59));
        (await world.ShowSessionAsync(login.Text("token"))).Ok().Text("expiresAt").Should().Be(login.Text("expiresAt"));

        world.Pass(TimeSpan.FromMinutes(2));
        var extended = (await world.ShowSessionAsync(login.Text("token"))).Ok();
        extended.Time("expiresAt").Should().BeCloseTo(world.Now.AddDays(7), TimeSpan.FromSeconds(30));
        extended.Time("lastSeenAt").Should().BeCloseTo(world.Now, TimeSpan.FromSeconds(30));
        (await world.ShowSessionAsync(login.Text("token"))).Ok().Body.Should().Be(extended.Body);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task The_session_limits_can_be_configured(Store store)
    {
        await using var world = await World.StartAsync(store, new() { SessionIdleHours = 1, SessionAbsoluteHours = 2 });
        var token = await world.TokenAsync();

        for (var i = 0; i < 3; i++)
        {
            world.Pass(TimeSpan.FromMinutes(35));
            (await world.ShowSessionAsync(token)).Ok();
        }

        world.Pass(TimeSpan.FromMinutes(35));
        (await world.ShowSessionAsync(token)).ShouldFail(401, "session_invalid");
        token = await world.TokenAsync();
        world.Pass(TimeSpan.FromMinutes(61));
        (await world.ShowSessionAsync(token)).ShouldFail(401, "session_invalid");
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Logging_out_ends_only_this_session_and_only_once(Store store)
    {
        await using var world = await World.StartAsync(store);
        var other = await world.TokenAsync();
        var token = await world.TokenAsync();

        (await world.LogOutAsync(token)).Status.Should().Be(HttpStatusCode.NoContent);

        (await world.LogOutAsync(token)).ShouldFail(401, "session_invalid");
        (await world.ShowSessionAsync(token)).ShouldFail(401, "session_invalid");
        (await world.SendAsync(HttpMethod.Get, "/user", token: token)).ShouldFail(401, "session_invalid");
        (await world.ShowSessionAsync(other)).Ok();
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_wrong_secret_does_not_log_out(Store store)
    {
        await using var world = await World.StartAsync(store);
        var token = await world.TokenAsync();
        var other = await world.TokenAsync("meimei");

        (await world.LogOutAsync($"{token.Split('.')[0]}.{other.Split('.')[1]}")).ShouldFail(401, "session_invalid");

        (await world.ShowSessionAsync(token)).Ok();
    }

    [Fact]
    public async Task Every_invalid_session_gets_the_same_answer()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var ended = await world.TokenAsync();
        await world.LogOutAsync(ended);
        var expired = await world.TokenAsync();
        world.Pass(TimeSpan.FromDays(8));
        var live = await world.TokenAsync();

        var refusals = new[]
        {
            await world.ShowSessionAsync("garbage"),
            await world.ShowSessionAsync(ended),
            await world.ShowSessionAsync(expired),
            await world.ShowSessionAsync($"aaaaaaaaaaaaaaaa.{live.Split('.')[1]}"),
            await world.ShowSessionAsync($"{live.Split('.')[0]}.{ended.Split('.')[1]}"),
        };

        refusals.Select(r => (r.Status, r.Body)).Distinct().Should().ContainSingle();
    }
}
