using System.Globalization;
using MiniLogin.Playground.WeChatSimulator;
using MiniLogin.WeChat;

namespace MiniLogin.Tests.WeChat;

/// <summary>Every errcode at the calls of a third-party platform, as WeChat's documents and the reports of its users say.</summary>
public sealed class ComponentErrCodeTests
{
    // The columns: api_component_token, component/jscode2session, api_query_auth, api_authorizer_token.
    private const string Table = """
           -1  outage    outage    outage    outage
        -1000  outage    outage    outage    outage
        40001  operator  token     token     token
        40013  operator  operator  operator  operator
        40014  unknown   token     token     token
        40029  unknown   newcode   unknown   unknown
        40066  operator  operator  operator  operator
        40125  operator  unknown   unknown   unknown
        40163  unknown   newcode   unknown   unknown
        40164  operator  operator  operator  operator
        40226  unknown   blocked   unknown   unknown
        40243  unknown   unknown   unknown   unknown
        41001  unknown   operator  operator  operator
        41004  operator  unknown   unknown   unknown
        41008  unknown   newcode   unknown   unknown
        41018  operator  operator  operator  operator
        41021  unknown   operator  operator  operator
        42001  unknown   token     token     token
        42007  unknown   operator  unknown   operator
        43002  operator  unknown   operator  operator
        44002  operator  unknown   operator  operator
        45009  day       day       day       day
        45011  minute    minute    minute    minute
        45035  operator  operator  operator  operator
        47001  operator  unknown   operator  operator
        48001  operator  operator  operator  operator
        50002  unknown   operator  unknown   unknown
        61003  unknown   operator  unknown   operator
        61004  operator  operator  operator  operator
        61005  operator  operator  operator  operator
        61006  operator  operator  operator  operator
        61007  unknown   operator  unknown   operator
        61009  unknown   unknown   newcode   unknown
        61010  unknown   unknown   newcode   unknown
        61011  operator  operator  operator  operator
        61014  unknown   operator  operator  operator
        61023  unknown   unknown   unknown   operator
        61024  unknown   operator  operator  operator
        61450  outage    outage    outage    outage
        99999  unknown   unknown   unknown   unknown
        """;

    private static readonly IReadOnlyList<(int ErrCode, string[] Classes)> Rows =
    [
        .. Table.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(cells => (int.Parse(cells[0], CultureInfo.InvariantCulture), cells[1..])),
    ];

    [Fact]
    public async Task Every_errcode_of_api_component_token_has_its_answer_and_events()
    {
        await using var world = await Platform.StartAsync(Store.Memory);
        await world.AuthorizeAsync();
        foreach (var (errCode, classes) in Rows)
        {
            await ForgetTokenAsync(world);
            world.WeChat.Faults = new() { TokenErrCode = errCode };
            await ErrCodeTests.ShouldAnswerAsync(world, errCode, classes[0], unknown: "500 app_misconfigured", calls: IsBusy(errCode) ? 2 : 1, () => world.LogInToMerchantAsync(world.MerchantLogin()));
        }
    }

    [Fact]
    public async Task Every_errcode_of_jscode2session_has_its_answer_and_events()
    {
        await using var world = await Platform.StartAsync(Store.Memory);
        await world.AuthorizeAsync();
        (await world.CallsToWeChatAsync(3)).Should().Be(3);
        foreach (var (errCode, classes) in Rows)
        {
            world.WeChat.Faults = new() { ErrCode = errCode };

            // With a void component_access_token: the call, another token, the call.
            await ErrCodeTests.ShouldAnswerAsync(world, errCode, classes[1], unknown: "503 wechat_unavailable", calls: classes[1] == "token" ? 3 : IsBusy(errCode) ? 2 : 1, () => world.LogInToMerchantAsync(world.MerchantLogin()));
        }
    }

    [Fact]
    public async Task Every_errcode_of_api_query_auth_has_its_answer_and_events()
    {
        await using var world = await Platform.StartAsync(Store.Memory);
        await world.AuthorizeAsync();
        foreach (var (errCode, classes) in Rows)
        {
            world.Pass(TimeSpan.FromSeconds(1));
            world.WeChat.Faults = new() { ComponentErrCode = errCode };
            var before = world.Logs.Lines.Count;

            var reply = await world.PushAsync("authorized", $"<AuthorizerAppid>{Platform.Merchant}</AuthorizerAppid><AuthorizationCode>queryauthcode@@@a</AuthorizationCode>");

            ((int)reply.Status).Should().Be(classes[2] == "newcode" ? 200 : 503, "errcode {0}", errCode);
            var events = world.Logs.Lines.Skip(before).ToList();
            events.Any(line => line.Contains("Event=app_misconfigured", StringComparison.Ordinal)).Should().Be(classes[2] is "operator" or "unknown", "errcode {0}", errCode);
            events.Any(line => line.Contains("Event=operator_needed", StringComparison.Ordinal)).Should().Be(classes[2] is "newcode" or "day", "errcode {0}", errCode);
        }
    }

    [Fact]
    public async Task Every_errcode_of_api_authorizer_token_has_its_answer_and_events()
    {
        await using var world = await Platform.StartAsync(Store.Memory);
        await world.AuthorizeAsync();
        var token = (await world.LogInToMerchantAsync(world.MerchantLogin())).Ok().Text("token");
        world.Pass(TimeSpan.FromHours(2));
        await world.PushTicketAsync();
        (await world.LogInToMerchantAsync(world.MerchantLogin())).Ok();
        (await world.CallsToWeChatAsync(6)).Should().Be(6);
        foreach (var (errCode, classes) in Rows)
        {
            // A user may send ten codes a minute.
            world.Pass(TimeSpan.FromSeconds(10));
            world.WeChat.Faults = new() { ComponentErrCode = errCode };
            await ErrCodeTests.ShouldAnswerAsync(world, errCode, classes[3], unknown: "500 app_misconfigured", calls: classes[3] == "token" ? 3 : IsBusy(errCode) ? 2 : 1, () => world.BindPhoneAtMerchantAsync(token));
        }
    }

    [Fact]
    public void The_tests_try_every_errcode_of_the_platform_that_the_code_knows()
    {
        WeChatApi[] apis = [WeChatApi.ComponentToken, WeChatApi.StartPushTicket, WeChatApi.ComponentCode2Session, WeChatApi.QueryAuth, WeChatApi.AuthorizerToken, WeChatApi.AuthorizerList, WeChatApi.AuthorizerInfo];

        ErrCodes.Known.Where(errCode => apis.Any(api => ErrCodes.Classify(api, errCode).Class != ErrCodeClass.Unknown)).Should().BeSubsetOf(Rows.Select(row => row.ErrCode));
    }

    [Fact]
    public async Task A_ticket_that_came_while_another_was_sent_is_sent_too()
    {
        await using var world = await Platform.StartAsync(Store.Memory);
        await world.AuthorizeAsync();
        await ForgetTokenAsync(world);
        var component = Playground.PlaygroundSettings.Component;
        var (query, body) = ComponentPush.Seal(component, ComponentPush.Event(component.AppId, "component_verify_ticket", "<ComponentVerifyTicket>ticket@@@nobody_issued_this</ComponentVerifyTicket>", world.Now), world.Now);
        (await world.SendPushAsync(query, body)).ShouldBeTaken();
        world.WeChat.Faults = new() { Delay = TimeSpan.FromMilliseconds(600) };

        var login = world.LogInToMerchantAsync(world.MerchantLogin());
        await Task.Delay(200, TestContext.Current.CancellationToken);
        world.Pass(TimeSpan.FromSeconds(1));
        await world.PushTicketAsync();

        (await login).Ok();
    }

    private static bool IsBusy(int errCode) => errCode is -1 or 61450;

    /// <summary>The token has expired, and nobody has the lease.</summary>
    private static async Task ForgetTokenAsync(World world)
    {
        world.Pass(TimeSpan.FromHours(2));
        world.WeChat.Faults = new();
        await world.PushTicketAsync();
    }
}
