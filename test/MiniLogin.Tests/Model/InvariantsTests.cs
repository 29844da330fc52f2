using System.Globalization;
using Amazon.Lambda.APIGatewayEvents;

namespace MiniLogin.Tests.Model;

/// <summary>What must not happen is noticed when it does.</summary>
public sealed class InvariantsTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Invariants _invariants = new();

    public InvariantsTests() => LogIn("code", "token", "lilei");

    [Fact]
    public void A_session_in_its_time_is_none_of_it()
    {
        LogIn("code", "token", "lilei");
        _invariants.Accepted("token", "lilei", Start + ModelState.IdleLimit - TimeSpan.FromSeconds(1));
        _invariants.Presents("token", Start + ModelState.IdleLimit - TimeSpan.FromSeconds(1));
        _invariants.Accepted("token", "lilei", Start + ModelState.IdleLimit + TimeSpan.FromHours(1), Start + ModelState.AbsoluteLimit);
        Invariants.Extended(Start + ModelState.AbsoluteLimit, Start + ModelState.AbsoluteLimit);
    }

    [Fact]
    public void One_code_that_makes_two_sessions() => Noticed(() => LogIn("code", "another", "lilei"), "One code has made two sessions*");

    [Fact]
    public void Two_codes_that_make_one() => Noticed(() => LogIn("second", "token", "lilei"), "*two codes one.");

    [Fact]
    public void An_ended_session_that_is_accepted()
    {
        _invariants.Ended("token");
        Noticed(() => _invariants.Accepted("token", "lilei", Start), "An ended session*");
    }

    [Fact]
    public void Anothers_session() => Noticed(() => _invariants.Accepted("token", "meimei", Start), "*another's session.");

    [Fact]
    public void A_session_that_was_idle_too_long() => Noticed(() => _invariants.Accepted("token", "lilei", Start + ModelState.IdleLimit), "*idle too long.");

    [Fact]
    public void A_session_past_its_absolute_end()
    {
        for (var time = Start; time < Start + ModelState.AbsoluteLimit; time += TimeSpan.FromHours(1))
        {
            _invariants.Presents("token", time);
        }

        Noticed(() => _invariants.Accepted("token", "lilei", Start + ModelState.AbsoluteLimit), "*after its absolute end.");
    }

    [Fact]
    public void An_absolute_end_that_moves() =>
        Noticed(() => _invariants.Accepted("token", "lilei", Start, Start + ModelState.AbsoluteLimit + TimeSpan.FromSeconds(1)), "*has moved.");

    [Fact]
    public void An_extension_past_the_absolute_end() =>
        Noticed(() => Invariants.Extended(Start + ModelState.AbsoluteLimit + TimeSpan.FromSeconds(1), Start + ModelState.AbsoluteLimit), "*passes the absolute end.");

    private static void Noticed(Action story, string what) => story.Should().Throw<InvalidOperationException>().WithMessage(what);

    private void LogIn(string code, string token, string openId) => _invariants.LoggedIn(code, openId, Start, new(new APIGatewayHttpApiV2ProxyResponse
    {
        StatusCode = 200,
        Body = string.Create(CultureInfo.InvariantCulture, $$"""{"token":"{{token}}","absoluteExpiresAt":"{{Start + ModelState.AbsoluteLimit:O}}"}"""),
    }));
}
