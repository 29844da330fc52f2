using System.Net;

namespace MiniLogin.Tests.Failures;

/// <summary>Two environments of a function; the clock of one is five minutes ahead.</summary>
public sealed class ClockTests
{
    private const string Nonce = "a-nonce-of-the-client-0001";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_session_is_valid_on_both_clocks_until_either_ends_it(bool madeAhead)
    {
        await using var behind = await World.StartAsync(Store.DynamoDB);
        await using var ahead = await AheadAsync(behind);
        var (maker, other) = madeAhead ? (ahead, behind) : (behind, ahead);
        var token = await LogInAsync(maker, behind);

        (await other.ShowSessionAsync(token)).Ok();
        (await other.LogOutAsync(token)).Status.Should().Be(HttpStatusCode.NoContent);

        (await maker.ShowSessionAsync(token)).ShouldFail(401, "session_invalid");
        (await other.ShowSessionAsync(token)).ShouldFail(401, "session_invalid");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_login_retried_on_the_other_clock_makes_no_second_session(bool madeAhead)
    {
        await using var behind = await World.StartAsync(Store.DynamoDB);
        await using var ahead = await AheadAsync(behind);
        var (maker, other) = madeAhead ? (ahead, behind) : (behind, ahead);
        var code = behind.WxLogin();
        var token = (await maker.LogInAsync(code, Nonce)).Ok().Text("token");

        var again = await other.LogInAsync(code, Nonce);

        // On the clock that is ahead, the five minutes for a retry have just ended.
        if (madeAhead || again.Status == HttpStatusCode.OK)
        {
            again.Ok().Text("token").Should().Be(token);
        }
        else
        {
            again.ShouldFail(401, "code_rejected");
        }

        (await other.SendAsync(HttpMethod.Get, "/sessions", token: token)).Ok().Json["sessions"]!.AsArray().Should().ContainSingle();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ending_all_sessions_ends_earlier_ones_on_both_clocks_but_no_later_one(bool endedAhead)
    {
        await using var behind = await World.StartAsync(Store.DynamoDB);
        await using var ahead = await AheadAsync(behind);
        var (ender, other) = endedAhead ? (ahead, behind) : (behind, ahead);
        var ended = new[] { await LogInAsync(ender, behind), await LogInAsync(other, behind) };

        (await ender.SendAsync(HttpMethod.Delete, "/sessions", token: ended[0])).Status.Should().Be(HttpStatusCode.NoContent);

        var made = await LogInAsync(other, behind);
        foreach (var world in new[] { behind, ahead })
        {
            (await world.ShowSessionAsync(ended[0])).ShouldFail(401, "session_invalid");
            (await world.ShowSessionAsync(ended[1])).ShouldFail(401, "session_invalid");
            (await world.SendAsync(HttpMethod.Get, "/user", token: made)).Ok();
        }
    }

    [Fact]
    public async Task The_slower_clock_never_shortens_an_extension_by_the_faster_one()
    {
        await using var behind = await World.StartAsync(Store.DynamoDB);
        await using var ahead = await AheadAsync(behind);
        var token = await LogInAsync(behind, behind);
        behind.Pass(TimeSpan.FromHours(2));
        ahead.Pass(TimeSpan.FromHours(2));

        var extended = (await ahead.ShowSessionAsync(token)).Ok().Time("expiresAt");

        (await behind.ShowSessionAsync(token)).Ok().Time("expiresAt").Should().Be(extended);
    }

    private static async Task<World> AheadAsync(World behind)
    {
        var ahead = await World.StartAsync(Store.DynamoDB, beside: behind);
        ahead.Pass(TimeSpan.FromMinutes(5));
        return ahead;
    }

    private static async Task<string> LogInAsync(World at, World phone) => (await at.LogInAsync(phone.WxLogin())).Ok().Text("token");
}
