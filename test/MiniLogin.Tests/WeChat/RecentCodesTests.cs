using MiniLogin.Apps;
using MiniLogin.WeChat;

namespace MiniLogin.Tests.WeChat;

/// <summary>How long and how many codes are remembered, with a precision that HTTP does not allow.</summary>
public sealed class RecentCodesTests
{
    private static readonly AppId Another = AppId.Parse("wxffffffffffffffff");

    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000);

    private readonly RecentCodes _codes = new();

    [Fact]
    public void A_code_is_remembered_for_a_minute_for_its_app_and_sender_only()
    {
        _codes.Add(World.App, Codes.Parse("code"), Start, "sender");

        _codes.Contain(World.App, Codes.Parse("code"), Start.AddSeconds(59.999), "sender").Should().BeTrue();
        _codes.Contain(World.App, Codes.Parse("code"), Start.AddSeconds(60), "sender").Should().BeFalse();
        _codes.Contain(World.App, Codes.Parse("code"), Start).Should().BeFalse();
        _codes.Contain(World.App, Codes.Parse("another"), Start, "sender").Should().BeFalse();
        _codes.Contain(Another, Codes.Parse("code"), Start, "sender").Should().BeFalse();
    }

    [Fact]
    public void Ten_thousand_codes_are_remembered_before_all_are_forgotten()
    {
        for (var i = 0; i < 10_000; i++)
        {
            _codes.Add(World.App, Codes.Parse($"code {i}"), Start);
        }

        _codes.Contain(World.App, Codes.Parse("code 0"), Start).Should().BeTrue();
        _codes.Add(World.App, Codes.Parse("one more"), Start);

        _codes.Contain(World.App, Codes.Parse("code 0"), Start).Should().BeFalse("the memory is limited");
        _codes.Contain(World.App, Codes.Parse("one more"), Start).Should().BeTrue();
    }
}
