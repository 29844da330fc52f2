using FsCheck;
using FsCheck.Fluent;
using MiniLogin.Apps;
using MiniLogin.Login;
using MiniLogin.WeChat;

namespace MiniLogin.Tests.Login;

/// <summary>How many logins are admitted and how long a rejected code is remembered, with a precision that HTTP does not allow.</summary>
public sealed class LoginThrottleTests
{
    private const int PerSecond = 5;

    private static readonly AppId Another = AppId.Parse("wxffffffffffffffff");

    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000);

    private readonly LoginThrottle _throttle = new(new() { LoginsPerSecond = PerSecond });

    [Fact]
    public void A_burst_of_two_seconds_is_admitted_and_then_one_login_at_a_time()
    {
        Passed(20, Start).Should().Be(2 * PerSecond);

        Passed(20, Start.AddMilliseconds(199)).Should().Be(0);
        Passed(20, Start.AddMilliseconds(201)).Should().Be(1);
        Passed(20, Start.AddSeconds(1.3)).Should().Be(PerSecond);
        Passed(20, Start.AddHours(1)).Should().Be(2 * PerSecond, "unused capacity is not accumulated");
    }

    [Fact]
    public void No_period_admits_more_than_its_rate_plus_a_burst_of_two_seconds() => Prop.ForAll<ushort[]>(steps =>
    {
        var throttle = new LoginThrottle(new() { LoginsPerSecond = PerSecond });
        var at = Start;
        var passed = new List<DateTimeOffset>();
        foreach (var step in steps)
        {
            at = at.AddMilliseconds(step % 700);
            if (Refuse(throttle, World.App, Request("code"), at) is null)
            {
                passed.Add(at);
            }
        }

        return passed.Index().All(from => passed.Index().Skip(from.Index).All(to => to.Index - from.Index + 1 <= ((to.Item - from.Item).TotalSeconds * PerSecond) + (2 * PerSecond) + 1e-6));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Setting_the_clock_back_admits_no_additional_logins()
    {
        Passed(20, Start).Should().Be(2 * PerSecond);

        Passed(20, Start.AddMinutes(-5)).Should().Be(0);
        Passed(20, Start).Should().Be(0);
        Passed(20, Start.AddSeconds(1)).Should().Be(PerSecond);
    }

    [Fact]
    public void The_rate_of_one_app_does_not_affect_another_app()
    {
        Passed(20, Start).Should().Be(2 * PerSecond);

        Refuse(_throttle, Another, Request("code"), Start).Should().BeNull();
    }

    [Fact]
    public void A_rejected_code_is_refused_for_a_minute_for_its_app_and_nonce_only()
    {
        var request = Request("rejected", "a-nonce-of-16-chars");
        Remember(World.App, request);

        Refuse(_throttle, World.App, request, Start.AddSeconds(59.999)).Should().BeOfType<LoginOutcome.CodeRejected>();
        Refuse(_throttle, World.App, request, Start.AddSeconds(60)).Should().BeNull();
        Refuse(_throttle, World.App, Request("rejected"), Start).Should().BeNull();
        Refuse(_throttle, World.App, Request("rejected", "another-nonce-of-it"), Start).Should().BeNull();
        Refuse(_throttle, World.App, Request("another", "a-nonce-of-16-chars"), Start).Should().BeNull();
        Refuse(_throttle, Another, request, Start).Should().BeNull();
    }

    [Fact]
    public void A_refused_code_does_not_count_towards_the_rate()
    {
        Remember(World.App, Request("rejected"));
        for (var i = 0; i < 20; i++)
        {
            Refuse(_throttle, World.App, Request("rejected"), Start).Should().BeOfType<LoginOutcome.CodeRejected>();
        }

        Passed(20, Start).Should().Be(2 * PerSecond);
    }

    [Fact]
    public void Ten_thousand_rejected_codes_are_remembered_before_all_are_forgotten()
    {
        for (var i = 0; i < 10_000; i++)
        {
            Remember(World.App, Request($"code {i}"));
        }

        Refuse(_throttle, World.App, Request("code 0"), Start).Should().BeOfType<LoginOutcome.CodeRejected>();
        Remember(World.App, Request("one more"));

        Refuse(_throttle, World.App, Request("code 0"), Start).Should().BeNull("the memory is limited");
        Refuse(_throttle, World.App, Request("one more"), Start).Should().BeOfType<LoginOutcome.CodeRejected>();
    }

    private int Passed(int tries, DateTimeOffset at) => Enumerable.Range(0, tries).Count(i => Refuse(_throttle, World.App, Request($"code {i}"), at) is null);

    private void Remember(AppId appId, (WxCode Code, string? Nonce) login) => _throttle.RememberRejected(appId, login.Code, login.Nonce, Start);

    private static LoginOutcome? Refuse(LoginThrottle throttle, AppId appId, (WxCode Code, string? Nonce) login, DateTimeOffset at) =>
        throttle.TryEnter(appId, login.Code, login.Nonce, at, out var refused) ? null : refused;

    private static (WxCode Code, string? Nonce) Request(string code, string? nonce = null) =>
        (WxCode.TryParse(code, out var parsed, out var error) ? parsed : throw new FormatException(error), nonce);
}
