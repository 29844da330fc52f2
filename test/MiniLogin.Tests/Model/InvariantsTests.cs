using System.Globalization;
using Amazon.Lambda.APIGatewayEvents;

namespace MiniLogin.Tests.Model;

/// <summary>Broken invariants are detected.</summary>
public sealed class InvariantsTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Invariants _invariants = new();

    public InvariantsTests() => LogIn("code", "token", "lilei");

    [Fact]
    public void A_valid_story_breaks_no_invariant()
    {
        LogIn("code", "token", "lilei");
        _invariants.Accepted("token", "lilei", Start + ModelState.IdleLimit - TimeSpan.FromSeconds(1));
        _invariants.Presents("token", Start + ModelState.IdleLimit - TimeSpan.FromSeconds(1));
        _invariants.Accepted("token", "lilei", Start + ModelState.IdleLimit + TimeSpan.FromHours(1), Start + ModelState.AbsoluteLimit);
        Invariants.Extended(Start + ModelState.AbsoluteLimit, Start + ModelState.AbsoluteLimit);
    }

    [Fact]
    public void Two_sessions_from_one_code_are_detected() => ShouldDetect(() => LogIn("code", "another", "lilei"), "One code has made two sessions*");

    [Fact]
    public void One_session_from_two_codes_is_detected() => ShouldDetect(() => LogIn("second", "token", "lilei"), "*two codes one.");

    [Fact]
    public void An_accepted_session_that_was_ended_is_detected()
    {
        _invariants.Ended("token");
        ShouldDetect(() => _invariants.Accepted("token", "lilei", Start), "An ended session*");
    }

    [Fact]
    public void A_session_shown_to_another_user_is_detected() => ShouldDetect(() => _invariants.Accepted("token", "meimei", Start), "*to another user.");

    [Fact]
    public void An_accepted_session_past_its_idle_limit_is_detected() => ShouldDetect(() => _invariants.Accepted("token", "lilei", Start + ModelState.IdleLimit), "*idle too long.");

    [Fact]
    public void An_accepted_session_past_its_absolute_end_is_detected()
    {
        for (var time = Start; time < Start + ModelState.AbsoluteLimit; time += TimeSpan.FromHours(1))
        {
            _invariants.Presents("token", time);
        }

        ShouldDetect(() => _invariants.Accepted("token", "lilei", Start + ModelState.AbsoluteLimit), "*after its absolute end.");
    }

    [Fact]
    public void A_changed_absolute_end_is_detected() =>
        ShouldDetect(() => _invariants.Accepted("token", "lilei", Start, Start + ModelState.AbsoluteLimit + TimeSpan.FromSeconds(1)), "*has changed.");

    [Fact]
    public void An_extension_past_the_absolute_end_is_detected() =>
        ShouldDetect(() => Invariants.Extended(Start + ModelState.AbsoluteLimit + TimeSpan.FromSeconds(1), Start + ModelState.AbsoluteLimit), "*goes past the absolute end.");

    [Fact]
    public void A_session_used_after_the_account_was_deleted_is_detected()
    {
        _invariants.EndedAll("lilei", null, Start);
        _invariants.Begin();

        _invariants.Accepted("token", "lilei", Start.AddHours(1), isChecked: true);
        ShouldDetect(() => _invariants.Accepted("token", "lilei", Start.AddHours(1)), "*the account was deleted.");
        _invariants.Presents("token", Start.AddHours(1));
        ShouldDetect(() => _invariants.Accepted("token", "lilei", Start.AddHours(3), isChecked: true), "*the account was deleted.");
    }

    [Fact]
    public void A_session_or_login_of_a_blocked_user_is_detected()
    {
        _invariants.Blocked("lilei", Start);
        _invariants.Begin();

        ShouldDetect(() => _invariants.Accepted("token", "lilei", Start.AddHours(1)), "*was deleted.");
        ShouldDetect(() => LogIn("second", "another", "lilei"), "A blocked user has logged in.");
        _invariants.Unblocked("lilei");
        LogIn("third", "third", "lilei");
    }

    [Fact]
    public void A_session_that_ended_early_is_detected()
    {
        _invariants.Refused("token", Start + ModelState.IdleLimit);
        ShouldDetect(() => _invariants.Refused("token", Start + ModelState.IdleLimit - TimeSpan.FromMinutes(1)), "*nobody ended it.");
        _invariants.MayEnd("token");
        _invariants.Refused("token", Start);
    }

    [Fact]
    public void A_deletion_without_a_record_is_detected()
    {
        Invariants.Deleted(Start, Start);
        ShouldDetect(() => Invariants.Deleted(null, Start), "*no app heard of it.");
        ShouldDetect(() => Invariants.Deleted(Start, Start.AddSeconds(1)), "*no app heard of it.");
    }

    private static void ShouldDetect(Action story, string what) => story.Should().Throw<InvalidOperationException>().WithMessage(what);

    private void LogIn(string code, string token, string openId) => _invariants.LoggedIn(code, openId, Start, new(new APIGatewayHttpApiV2ProxyResponse
    {
        StatusCode = 200,
        Body = string.Create(CultureInfo.InvariantCulture, $$"""{"token":"{{token}}","expiresAt":"{{Start + ModelState.IdleLimit:O}}","absoluteExpiresAt":"{{Start + ModelState.AbsoluteLimit:O}}"}"""),
    }));
}
