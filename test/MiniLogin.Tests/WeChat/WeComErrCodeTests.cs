using System.Globalization;
using MiniLogin.WeChat;

namespace MiniLogin.Tests.WeChat;

/// <summary>Every errcode at the two calls of WeCom, as WeCom's documents and the reports of its users say.</summary>
public sealed class WeComErrCodeTests
{
    // The columns: gettoken, miniprogram/jscode2session.
    private const string Table = """
           -1  outage    outage
        -1000  outage    outage
        40001  operator  unknown
        40013  operator  operator
        40014  unknown   token
        40029  unknown   newcode
        40066  operator  operator
        40091  operator  unknown
        40163  unknown   unknown
        41001  unknown   operator
        41002  operator  unknown
        41004  operator  unknown
        42001  unknown   token
        45009  minute!   minute!
        45011  unknown   unknown
        45033  outage!   outage!
        48002  operator  operator
        60020  operator  operator
        99999  unknown   unknown
        """;

    private static readonly IReadOnlyList<(int ErrCode, string[] Classes)> Rows =
    [
        .. Table.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(cells => (int.Parse(cells[0], CultureInfo.InvariantCulture), cells[1..])),
    ];

    [Fact]
    public async Task Every_errcode_of_gettoken_has_its_answer_and_events()
    {
        await using var world = await World.StartAsync(Store.Memory);
        foreach (var (errCode, classes) in Rows)
        {
            world.WeChat.Faults = new() { TokenErrCode = errCode };
            await ErrCodeTests.ShouldAnswerAsync(world, errCode, classes[0], unknown: "500 app_misconfigured", calls: errCode == -1 ? 2 : 1, () => world.LogInToWeComAsync(world.QyLogin()));
        }
    }

    [Fact]
    public async Task Every_errcode_of_jscode2session_has_its_answer_and_events()
    {
        await using var world = await World.StartAsync(Store.Memory);
        (await world.LogInToWeComAsync(world.QyLogin())).Ok();
        (await world.CallsToWeChatAsync(2)).Should().Be(2);
        foreach (var (errCode, classes) in Rows)
        {
            world.WeChat.Faults = new() { ErrCode = errCode };

            // With a void access_token: the call, another token, the call.
            await ErrCodeTests.ShouldAnswerAsync(world, errCode, classes[1], unknown: "503 wechat_unavailable", calls: classes[1] == "token" ? 3 : errCode == -1 ? 2 : 1, () => world.LogInToWeComAsync(world.QyLogin()));
        }
    }

    [Fact]
    public void The_tests_try_every_errcode_of_WeCom_that_the_code_knows() =>
        ErrCodes.Known.Where(errCode => Known(WeChatApi.GetToken, errCode) || Known(WeChatApi.WeComCode2Session, errCode)).Should().BeSubsetOf(Rows.Select(row => row.ErrCode));

    [Fact]
    public async Task The_address_that_WeCom_does_not_trust_is_in_the_log_only()
    {
        await using var world = await World.StartAsync(Store.Memory);
        world.WeChat.Faults = new() { ErrCode = 60020 };

        var reply = (await world.LogInToWeComAsync(world.QyLogin())).ShouldFail(500, "app_misconfigured");

        world.Logs.Lines.Should().ContainSingle(line => line.Contains("Event=ip_not_allowed", StringComparison.Ordinal)).Which.Should().Contain("203.0.113.7");
        world.Logs.Lines.Should().ContainSingle(line => line.Contains("Event=app_misconfigured", StringComparison.Ordinal)).Which.Should().Contain("企业可信IP");
        reply.Body.Should().NotContain("203.0.113.7").And.NotContain("60020");
    }

    private static bool Known(WeChatApi api, int errCode) => ErrCodes.Classify(api, errCode).Class != ErrCodeClass.Unknown;
}
