using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Account;
using MiniLogin.WeChat;

namespace MiniLogin.Tests.WeChat;

/// <summary>Every errcode at every call to WeChat, as WeChat's documents and the reports of its users say.</summary>
public sealed class ErrCodeTests
{
    // The columns: code2Session, stable_token, getuserphonenumber, the two calls about a session_key.
    private const string Table = """
           -1  outage    outage    outage    outage
        -1000  outage    outage    outage    outage
        40001  unknown   operator  token     token
        40002  unknown   operator  unknown   unknown
        40003  unknown   unknown   newcode   key
        40007  unknown   unknown   unknown   unknown
        40013  operator  operator  newcode   unknown
        40014  unknown   unknown   token     token
        40029  newcode   unknown   newcode   unknown
        40066  operator  operator  operator  operator
        40091  unknown   unknown   unknown   unknown
        40097  unknown   unknown   newcode!  operator
        40125  operator  operator  unknown   unknown
        40163  newcode   unknown   newcode   unknown
        40164  operator  operator  operator  operator
        40226  blocked   unknown   unknown   unknown
        40229  unknown   unknown   unknown   unknown
        40230  unknown   unknown   operator  operator
        40234  unknown   unknown   operator  operator
        40235  unknown   unknown   operator  operator
        40238  unknown   unknown   operator  operator
        40239  unknown   unknown   operator  operator
        40240  unknown   unknown   operator  operator
        40243  operator  operator  unknown   unknown
        41001  unknown   unknown   operator  operator
        41002  operator  operator  unknown   unknown
        41004  operator  operator  unknown   unknown
        41008  newcode   unknown   unknown   unknown
        41018  unknown   unknown   unknown   unknown
        41021  unknown   unknown   unknown   unknown
        42001  unknown   unknown   token     token
        42007  unknown   unknown   operator  operator
        43001  unknown   operator  operator  unknown
        43002  unknown   operator  operator  unknown
        43003  unknown   operator  operator  unknown
        43101  unknown   unknown   unknown   unknown
        43104  unknown   unknown   newcode   unknown
        44002  unknown   operator  operator  unknown
        45009  day       day       day       day
        45011  minute    minute    minute    minute
        45033  unknown   unknown   unknown   unknown
        45035  unknown   unknown   unknown   unknown
        47001  unknown   operator  operator  unknown
        48001  unknown   unknown   operator  operator
        48002  unknown   unknown   unknown   unknown
        48004  unknown   unknown   operator  operator
        50001  unknown   unknown   operator  operator
        50002  operator  operator  operator  unknown
        50004  unknown   operator  unknown   unknown
        50005  unknown   unknown   unknown   unknown
        50007  unknown   operator  unknown   unknown
        60020  unknown   unknown   unknown   unknown
        61003  unknown   unknown   unknown   unknown
        61004  unknown   unknown   unknown   unknown
        61005  unknown   unknown   unknown   unknown
        61006  unknown   unknown   unknown   unknown
        61007  unknown   unknown   operator  operator
        61009  unknown   unknown   unknown   unknown
        61010  unknown   unknown   newcode   unknown
        61011  unknown   unknown   unknown   unknown
        61014  unknown   operator  unknown   unknown
        61023  unknown   unknown   unknown   unknown
        61024  unknown   operator  unknown   unknown
        61450  unknown   unknown   unknown   unknown
        85001  unknown   unknown   unknown   unknown
        87007  unknown   unknown   unknown   key
        87008  unknown   unknown   unknown   operator
        87009  unknown   unknown   unknown   key
        89501  unknown   operator  unknown   unknown
        89503  unknown   operator  unknown   unknown
        89506  unknown   operator  unknown   unknown
        89507  unknown   operator  unknown   unknown
        99999  unknown   unknown   unknown   unknown
        """;

    private static readonly string[] Alarms = [LogEvents.AppMisconfigured, LogEvents.OperatorNeeded, LogEvents.WeChatErrCodeUnknown];

    private static readonly IReadOnlyList<(int ErrCode, string[] Classes)> Rows =
    [
        .. Table.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(cells => (int.Parse(cells[0], CultureInfo.InvariantCulture), cells[1..])),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_errcode_of_code2Session_has_its_answer_and_events(bool asText)
    {
        await using var world = await StartAsync();
        foreach (var (errCode, classes) in Rows)
        {
            world.WeChat.Faults = new() { ErrCode = errCode, StringErrcode = asText };
            await ShouldAnswerAsync(world, errCode, classes[0], unknown: "503 wechat_unavailable", calls: errCode == -1 ? 2 : 1, () => world.LogInAsync(world.WxLogin()));
        }
    }

    [Fact]
    public async Task Every_errcode_of_stable_token_has_its_answer_and_events()
    {
        await using var world = await StartAsync();
        var token = await world.TokenAsync();
        foreach (var (errCode, classes) in Rows)
        {
            world.WeChat.Faults = new() { TokenErrCode = errCode };
            await ShouldAnswerAsync(world, errCode, classes[1], unknown: "500 app_misconfigured", calls: errCode == -1 ? 2 : 1, () => BindPhoneAsync(world, token));
        }
    }

    [Fact]
    public async Task Every_errcode_of_getuserphonenumber_has_its_answer_and_events()
    {
        await using var world = await StartAsync();
        var token = await world.TokenAsync();
        (await BindPhoneAsync(world, token)).Ok();
        foreach (var (errCode, classes) in Rows)
        {
            world.WeChat.Faults = new() { CallErrCode = errCode };

            // With a void access_token: the call, another token, the call.
            await ShouldAnswerAsync(world, errCode, classes[2], unknown: "500 app_misconfigured", calls: classes[2] == "token" ? 3 : errCode == -1 ? 2 : 1, () => BindPhoneAsync(world, token));
        }
    }

    [Fact]
    public async Task Every_errcode_of_checksession_and_resetusersessionkey_has_its_outcome()
    {
        await using var world = await StartAsync();
        await world.TokenAsync();
        var keys = world.Services.GetRequiredService<SessionKeyService>();
        foreach (var (errCode, classes) in Rows)
        {
            world.WeChat.Faults = new() { CallErrCode = errCode };
            foreach (var ask in new[] { keys.CheckAsync, keys.ResetAsync })
            {
                var before = world.Logs.Lines.Count;

                var outcome = await ask(World.UserKey("lilei"), TestContext.Current.CancellationToken);

                (outcome is SessionKeyOutcome.Failed { Failure: var failure } ? failure.GetType() : outcome.GetType()).Should().Be(classes[3] switch
                {
                    "key" => typeof(SessionKeyOutcome.Stale),
                    "day" or "minute" => typeof(WeChatFailure.Quota),
                    "token" => typeof(WeChatFailure.TokenVoid),
                    "operator" or "unknown" => typeof(WeChatFailure.Misconfigured),
                    _ => typeof(WeChatFailure.Unavailable),
                }, "errcode {0}", errCode);
                AlarmsShouldBe(world, before, errCode, classes[3], classes[3] == "unknown");
            }
        }
    }

    [Fact]
    public void The_tests_try_every_errcode_that_the_code_knows() =>
        ErrCodes.Known.Except([40231, 40232, 40233, 40236, 40237]).Should().BeSubsetOf(Rows.Select(row => row.ErrCode));

    [Fact]
    public async Task An_unknown_errcode_is_logged_with_the_rid()
    {
        await using var world = await StartAsync();
        world.WeChat.Faults = new() { ErrCode = 99999 };

        await world.LogInAsync(world.WxLogin());

        world.Logs.Lines.Should().ContainSingle(line => line.Contains($"Event={LogEvents.WeChatErrCodeUnknown}", StringComparison.Ordinal))
            .Which.Should().MatchRegex("ErrCode=99999 Rid=[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}");
    }

    [Fact]
    public async Task A_misconfigured_app_is_logged_with_what_to_do()
    {
        await using var world = await StartAsync();
        world.WeChat.Faults = new() { ErrCode = 40243 };

        await world.LogInAsync(world.WxLogin());

        world.Logs.Lines.Should().ContainSingle(line => line.Contains($"Event={LogEvents.AppMisconfigured}", StringComparison.Ordinal)).Which.Should().Contain("unfreeze it in WeChat's console");
    }

    [Theory]
    [InlineData(40097)]
    [InlineData(40230)]
    [InlineData(40234)]
    [InlineData(40235)]
    [InlineData(40238)]
    [InlineData(40239)]
    [InlineData(40240)]
    public async Task An_operator_who_switched_API_signing_on_is_told_to_switch_it_off(int errCode)
    {
        await using var world = await StartAsync();
        var token = await world.TokenAsync();
        var keys = world.Services.GetRequiredService<SessionKeyService>();
        world.WeChat.Faults = new() { CallErrCode = errCode };
        var asks = new Func<Task>[]
        {
            () => BindPhoneAsync(world, token),
            () => keys.CheckAsync(World.UserKey("lilei"), TestContext.Current.CancellationToken),
            () => keys.ResetAsync(World.UserKey("lilei"), TestContext.Current.CancellationToken),
        };
        foreach (var ask in asks)
        {
            var before = world.Logs.Lines.Count;

            await ask();

            world.Logs.Lines.Skip(before).Where(line => Alarms.Any(alarm => line.Contains($"Event={alarm}", StringComparison.Ordinal)))
                .Should().ContainSingle().Which.Should().Contain("API signing").And.Contain("switch it off").And.Contain($"{errCode}");
        }
    }

    [Fact]
    public async Task The_address_that_code2Session_does_not_allow_is_in_the_log_only()
    {
        await using var world = await StartAsync();
        world.WeChat.Faults = new() { ErrCode = 40164 };

        var reply = (await world.LogInAsync(world.WxLogin())).ShouldFail(500, "app_misconfigured");

        world.Logs.Lines.Should().ContainSingle(line => line.Contains($"Event={LogEvents.IpNotAllowed}", StringComparison.Ordinal)).Which.Should().Contain("203.0.113.7");
        reply.Body.Should().NotContain("203.0.113.7");
    }

    /// <param name="kind">What happens, with a '!' if the operator is told.</param>
    internal static async Task ShouldAnswerAsync(World world, int errCode, string kind, string unknown, int calls, Func<Task<Reply>> send)
    {
        var before = world.Logs.Lines.Count;
        var served = world.WeChat.Served;

        var reply = await send();

        $"{(int)reply.Status} {reply.Text("code")}".Should().Be(kind switch
        {
            "newcode" or "newcode!" => "401 code_rejected",
            "blocked" => "403 user_blocked",
            "minute" or "minute!" or "day" => "429 wechat_quota",
            "operator" => "500 app_misconfigured",
            "unknown" => unknown,
            _ => "503 wechat_unavailable",
        }, "errcode {0}", errCode);
        (reply.Headers.TryGetValue("Retry-After", out var seconds) ? seconds : null).Should().Be(
            kind switch { "minute" or "minute!" => "60", "day" => "3600", _ => (int)reply.Status == 503 ? "2" : null }, "errcode {0}", errCode);
        (await world.CallsToWeChatAsync(served + calls)).Should().Be(served + calls, "errcode {0}", errCode);
        AlarmsShouldBe(world, before, errCode, kind, isMisconfigured: (int)reply.Status == 500);
    }

    /// <summary>The events that the metric of the operator's alarm counts.</summary>
    private static void AlarmsShouldBe(World world, int before, int errCode, string kind, bool isMisconfigured)
    {
        var logged = world.Logs.Lines.Skip(before).SelectMany(line => Alarms.Where(alarm => line.Contains($"Event={alarm}", StringComparison.Ordinal)));
        logged.Should().BeEquivalentTo(kind switch
        {
            "operator" => [LogEvents.AppMisconfigured],
            "unknown" => isMisconfigured ? [LogEvents.WeChatErrCodeUnknown, LogEvents.AppMisconfigured] : [LogEvents.WeChatErrCodeUnknown],
            "day" or "newcode!" or "minute!" or "outage!" => [LogEvents.OperatorNeeded],
            _ => Array.Empty<string>(),
        }, "errcode {0}", errCode);
    }

    private static Task<Reply> BindPhoneAsync(World world, string token)
    {
        // A user may send ten codes a minute.
        world.Pass(TimeSpan.FromSeconds(10));
        return world.SendAsync(HttpMethod.Post, "/session/phone", new { code = world.WeChat.GetPhoneNumberCode(World.AppId, "lilei") }, token);
    }

    private static Task<World> StartAsync() => World.StartAsync(Store.Memory);
}
