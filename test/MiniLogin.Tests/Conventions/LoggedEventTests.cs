using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.Functions.Sessions;
using MiniLogin.Playground;
using MiniLogin.Tests.Contract;
using MiniLogin.Tests.Login;
using MiniLogin.Users;

namespace MiniLogin.Tests.Conventions;

/// <summary>Everything that an operator must know is logged once, with its event.</summary>
public sealed partial class LoggedEventTests
{
    private const string Nonce = "a-nonce-of-the-client-0001";

    [Fact]
    public async Task Every_login_outcome_logs_its_event()
    {
        await using var world = await World.StartAsync(Store.Memory, new() { LoginsPerUserAndMinute = 2 });
        LimitTests.AlignToMinute(world);
        var code = world.WxLogin();

        (await LoggedByAsync(world, () => world.LogInAsync(code, Nonce))).Should().Equal(LogEvents.LoginSucceeded);
        (await LoggedByAsync(world, () => world.LogInAsync(code, Nonce))).Should().Equal(LogEvents.WeChatRefused, LogEvents.LoginRepeated);
        (await LoggedByAsync(world, () => world.LogInAsync(""))).Should().Equal(LogEvents.RequestInvalid);
        (await LoggedByAsync(world, () => world.SendAsync(HttpMethod.Post, "/login", new { code = world.WxLogin(), appId = "wxfedcba9876543210" }))).Should().Equal(LogEvents.AppUnknown);
        (await LoggedByAsync(world, () => world.SendAsync(HttpMethod.Post, "/login", new { code = world.WxLogin("meimei"), encryptedData = "AAAA", iv = "AAAA" }))).Should().Equal(LogEvents.ProfileRejected, LogEvents.LoginSucceeded);
        (await LoggedByAsync(world, () => world.LogInAsync("0anobodysCode"))).Should().Equal(LogEvents.WeChatRefused, LogEvents.CodeRejected);
        (await LoggedByAsync(world, () => world.LogInAsync("0anobodysCode"))).Should().Equal([LogEvents.CodeRejected], "a rejected code is not sent to WeChat again");
        world.Pass(TimeSpan.FromSeconds(5));
        (await LoggedByAsync(world, () => world.TokenAsync())).Should().Equal(LogEvents.LoginSucceeded);
        (await LoggedByAsync(world, () => world.LogInAsync(world.WxLogin()))).Should().Equal(LogEvents.TooManyLogins);
        await world.Services.GetRequiredService<IUserStore>().BlockAsync(World.UserKey("meimei"), TestContext.Current.CancellationToken);
        world.Pass(TimeSpan.FromMinutes(1));
        (await LoggedByAsync(world, () => world.LogInAsync(world.WxLogin("meimei")))).Should().Equal(LogEvents.UserBlocked);
    }

    [Theory]
    [InlineData("GET /user/export")]
    [InlineData("POST /session/phone")]
    public async Task A_code_refused_after_a_login_logs_its_event(string route)
    {
        await using var world = await World.StartAsync(Store.Memory);
        var call = await ApiCall.ValidAsync(world, route);
        for (var i = 0; i < 10; i++)
        {
            call.SetCode($"0anobodysCode{i}");
            (await LoggedByAsync(world, () => call.SendAsync(world))).Should().Contain(LogEvents.CodeRejected);
        }

        (await LoggedByAsync(world, () => call.SendAsync(world))).Should().Equal([LogEvents.CodeRejected], "a rejected code is not sent to WeChat again");
        call.SetCode("0anobodysCode10");
        (await LoggedByAsync(world, () => call.SendAsync(world))).Should().Equal(LogEvents.TooManyCodes);
    }

    [Fact]
    public async Task Ending_sessions_and_deleting_a_user_log_their_events()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var token = await world.TokenAsync();
        var other = await world.TokenAsync();

        (await LoggedByAsync(world, () => world.SendAsync(HttpMethod.Delete, $"/sessions/{other.Split('.')[0]}", token: token))).Should().Equal(LogEvents.SessionEnded);
        (await LoggedByAsync(world, () => world.SendAsync(HttpMethod.Delete, $"/sessions/{other.Split('.')[0]}", token: token))).Should().BeEmpty();
        (await LoggedByAsync(world, () => world.SendAsync(HttpMethod.Delete, "/sessions?keepCurrent=true", token: token))).Should().Equal(LogEvents.SessionsEnded);
        (await LoggedByAsync(world, () => world.LogOutAsync(token))).Should().Equal(LogEvents.SessionEnded);
        (await LoggedByAsync(world, () => world.LogOutAsync(token))).Should().BeEmpty();
        token = await world.TokenAsync();
        (await LoggedByAsync(world, () => world.SendAsync(HttpMethod.Delete, "/user", token: token, headers: ("X-WX-Code", world.WxLogin())))).Should().Contain(LogEvents.UserDeleted);
    }

    [Fact]
    public async Task A_store_failure_that_the_request_survives_logs_its_event()
    {
        await using var world = await World.StartAsync(Store.DynamoDB, new() { LoginsPerUserAndMinute = 1000 });
        var token = await world.TokenAsync();
        for (var login = 2; login < 10; login++)
        {
            await world.TokenAsync();
        }

        world.Calls.Intercept = (operation, _) => Task.FromResult(operation == "Query" ? new HttpResponseMessage(HttpStatusCode.InternalServerError) : null);
        (await LoggedByAsync(world, () => world.TokenAsync())).Should().Equal(LogEvents.SessionsNotCapped, LogEvents.LoginSucceeded);

        // The rows of the user and of the new session are written; ending the replaced session fails.
        world.Calls.Intercept = (operation, request) => Task.FromResult(operation == "UpdateItem" && IsOfSessions(world, request) ? new HttpResponseMessage(HttpStatusCode.InternalServerError) : null);
        (await LoggedByAsync(world, () => world.LogInAsync(world.WxLogin(), token: token))).Should().Equal(LogEvents.LoginSucceeded, LogEvents.SessionNotSuperseded);
        world.Pass(TimeSpan.FromHours(2));
        (await LoggedByAsync(world, () => world.ShowSessionAsync(token))).Should().Equal(LogEvents.SessionNotExtended);
    }

    [Fact]
    public async Task A_store_failure_that_fails_the_request_logs_its_event()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);
        var token = await world.TokenAsync();
        world.Calls.Intercept = (_, _) => Task.FromResult<HttpResponseMessage?>(new(HttpStatusCode.InternalServerError));

        (await LoggedByAsync(world, () => world.ShowSessionAsync(token))).Should().Equal(LogEvents.StoreUnavailable);
    }

    [Fact]
    public async Task An_unexpected_failure_of_the_authorizer_logs_its_event()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);
        var token = await world.TokenAsync();
        var authorizer = ActivatorUtilities.CreateInstance<AuthorizerFunction>(world.Services);
        // What a role without permission gets.
        world.Calls.Intercept = (_, _) => Task.FromResult<HttpResponseMessage?>(new(HttpStatusCode.BadRequest) { Content = new StringContent("""{"__type":"AccessDeniedException"}""") });

        (await LoggedByAsync(world, () => authorizer.Invoking(a => a.Authorize(new() { Headers = new Dictionary<string, string> { ["authorization"] = $"Bearer {token}" } })).Should().ThrowAsync<Exception>()))
            .Should().Equal(LogEvents.Internal);
    }

    [Fact]
    public async Task A_session_of_a_disabled_app_logs_its_event_and_gets_the_answer_of_an_ended_one()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var (token, ended) = (await world.TokenAsync(), await world.TokenAsync());
        await world.LogOutAsync(ended);
        world.Apps.Register(new(World.App, "Playground", Enabled: false), LocalCredentials.From(World.AppSecret));
        var answers = new List<string>();

        (await LoggedByAsync(world, async () => answers.Add((await world.ShowSessionAsync(token)).Body))).Should().Equal(LogEvents.SessionOfDisabledApp);
        (await LoggedByAsync(world, async () => answers.Add((await world.ShowSessionAsync(ended)).Body))).Should().BeEmpty();

        answers.Distinct().Should().ContainSingle();
    }

    private static bool IsOfSessions(World world, HttpRequestMessage request) =>
        request.Content!.ReadAsStringAsync().GetAwaiter().GetResult().Contains(world.Options.SessionsTable, StringComparison.Ordinal);

    /// <summary>The events that a call logs.</summary>
    private static async Task<List<string>> LoggedByAsync(World world, Func<Task> call)
    {
        var before = world.Logs.Lines.Count;
        await call();
        return [.. world.Logs.Lines.Skip(before).Select(line => EventPattern().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value)];
    }

    [GeneratedRegex(" Event=([a-z_]+)")]
    private static partial Regex EventPattern();
}
