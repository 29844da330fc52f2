using System.Collections.Concurrent;
using Amazon.DynamoDBv2;
using Amazon.Lambda.APIGatewayEvents;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MiniLogin.Apps;
using MiniLogin.Aws;
using MiniLogin.Functions;
using MiniLogin.Functions.Apps;
using MiniLogin.Login;
using MiniLogin.Playground;
using MiniLogin.Secrets;
using MiniLogin.Sessions;
using MiniLogin.Tests.Failures;
using MiniLogin.Tests.Template;

namespace MiniLogin.Tests.Login;

/// <summary>What a function does while it starts, so that its first call is faster.</summary>
public sealed class WarmUpTests
{
    public static TheoryData<string> Functions => [.. AnnotatedFunction.Own.Select(f => f.MethodName)];

    public static TheoryData<string> FunctionsThatCheckSessions => [.. AnnotatedFunction.Own.Select(f => f.MethodName).Except(["Login", "WaferLogin", "AccessToken", "LogOut", "ShowAvatar"])];

    private readonly ConcurrentQueue<(string Connection, string Call)> _heard = new();

    [Theory]
    [InlineData("Login")]
    [InlineData("WaferLogin")]
    [InlineData("AccessToken")]
    public async Task A_function_that_uses_credentials_has_those_of_the_default_app_open_after_start(string function)
    {
        await using var outside = await StartOutsideAsync();
        await using var world = await World.StartAsync(Store.DynamoDB);
        await new AppTable(world.Services.GetRequiredService<IAmazonDynamoDB>(), world.Options).AddAsync(new(World.App, "Registered", Enabled: true), [1, 2, 3], world.Now, TestContext.Current.CancellationToken);

        Startup.WarmUp(Services(world.Options with { KmsUrl = outside.Urls.First(), WeChatUrl = outside.Urls.First() }, null), function);

        _heard.Select(h => h.Call).Should().BeEquivalentTo("HEAD /", "HEAD /", "POST TrentService.Decrypt");
    }

    [Fact]
    public async Task The_first_login_after_start_makes_no_extra_calls_and_no_connection()
    {
        await using var outside = await StartOutsideAsync();
        await using var world = await World.StartAsync(Store.DynamoDB);
        await new AppTable(world.Services.GetRequiredService<IAmazonDynamoDB>(), world.Options).AddAsync(new(World.App, "Registered", Enabled: true), [1, 2, 3], world.Now, TestContext.Current.CancellationToken);
        var calls = new CallCounter();
        var services = Services(world.Options with { KmsUrl = outside.Urls.First(), WeChatUrl = outside.Urls.First() }, calls.Client(new(DynamoDBServer.Url)));

        using var started = services.BuildServiceProvider();
        services.WarmUpLogin(started);

        calls.Operations.Should().Equal("GetItem");
        _heard.Select(h => h.Call).Should().BeEquivalentTo("HEAD /", "HEAD /", "POST TrentService.Decrypt");
        var open = _heard.Select(h => h.Connection).ToHashSet();
        calls.Clear();
        _heard.Clear();

        await using var function = services.BuildServiceProvider();
        (await LogInAsync(function)).Should().BeOfType<LoginOutcome.LoggedIn>();
        calls.Operations.Should().Equal("PutItem", "UpdateItem");
        _heard.Should().ContainSingle().Which.Should().Match<(string Connection, string Call)>(h => h.Call == "GET /sns/jscode2session" && open.Contains(h.Connection));
    }

    [Fact]
    public async Task A_failed_warm_up_is_left_to_the_first_login()
    {
        var nobody = Nobody();
        using var dynamoDB = AwsClients.DynamoDB(new() { DynamoDBUrl = nobody }, new(TimeProvider.System));
        var logs = new LogCollector();
        var services = Services(new() { DefaultAppId = World.AppId, KmsUrl = nobody, WeChatUrl = nobody }, dynamoDB);
        services.AddSingleton<ILoggerProvider>(logs);

        using var started = services.BuildServiceProvider();
        services.WarmUpLogin(started);

        logs.Lines.Should().ContainSingle(line => line.Contains("app_not_prepared", StringComparison.Ordinal));
        await using var function = services.BuildServiceProvider();
        await FluentActions.Awaiting(() => LogInAsync(function)).Should().ThrowAsync<StoreUnavailableException>();
    }

    [Theory]
    [MemberData(nameof(FunctionsThatCheckSessions))]
    public async Task The_first_check_after_start_makes_one_call_on_an_open_connection(string function)
    {
        await using var world = await World.StartAsync(Store.DynamoDB);
        await new AppTable(world.Services.GetRequiredService<IAmazonDynamoDB>(), world.Options).AddAsync(new(World.App, "Registered", Enabled: true), [1, 2, 3], world.Now, TestContext.Current.CancellationToken);
        var token = SessionToken.Parse(await world.TokenAsync());
        await using var relay = new ConnectionRelay { Target = new(DynamoDBServer.Url) };
        // No KMS and no WeChat: these functions may not call them.
        var services = Services(world.Options with { DynamoDBUrl = relay.Url.ToString(), KmsUrl = Nobody(), WeChatUrl = Nobody() }, null);

        Startup.WarmUp(services, function);

        (relay.Connections, relay.Requests.Count).Should().Be((1, 1));
        await using var started = services.BuildServiceProvider();
        (await started.GetRequiredService<SessionService>().ValidateAsync(token, TestContext.Current.CancellationToken)).Should().BeOfType<SessionCheck.Valid>();
        (relay.Connections, relay.Requests.Count).Should().Be((1, 2));
    }

    [Fact]
    public async Task Without_a_default_app_the_first_check_has_an_open_connection()
    {
        await using var world = await World.StartAsync(Store.DynamoDB);
        await using var relay = new ConnectionRelay { Target = new(DynamoDBServer.Url) };
        var services = Services(world.Options with { DefaultAppId = "", DynamoDBUrl = relay.Url.ToString() }, null);

        Startup.WarmUp(services, "Authorize");

        await using var started = services.BuildServiceProvider();
        await started.GetRequiredService<SessionService>().ValidateAsync(SessionToken.Parse($"{new string('a', 16)}.{new string('A', 43)}"), TestContext.Current.CancellationToken);
        (relay.Connections, relay.Requests.Count).Should().Be((1, 2));
    }

    [Fact]
    public async Task A_failed_warm_up_is_left_to_the_first_check_without_a_log_line()
    {
        var logs = new LogCollector();
        var services = Services(new() { DefaultAppId = World.AppId, DynamoDBUrl = Nobody() }, null);
        services.AddSingleton<ILoggerProvider>(logs);

        Startup.WarmUp(services, "ShowSession");

        logs.Lines.Should().BeEmpty();
        await using var started = services.BuildServiceProvider();
        var token = SessionToken.Parse($"{new string('a', 16)}.{new string('A', 43)}");
        await started.Awaiting(s => s.GetRequiredService<SessionService>().ValidateAsync(token, TestContext.Current.CancellationToken)).Should().ThrowAsync<StoreUnavailableException>();
    }

    /// <summary>The rehearsal is made of constants, which a change of a table, a header or an answer may outdate.</summary>
    [Theory]
    [MemberData(nameof(Functions))]
    public async Task A_rehearsal_gets_as_far_as_a_successful_answer(string function)
    {
        switch (await Rehearsal.RunAsync(function, TimeProvider.System))
        {
            case APIGatewayHttpApiV2ProxyResponse response:
                response.StatusCode.Should().Be(function == "LogOut" ? 204 : 200, response.Body);
                response.Body.Should().NotContain("rejected");
                break;
            case AccessTokenAnswer given:
                (given.AccessToken, given.Error).Should().Be(("rehearsal", null));
                break;
            case var authorized:
                authorized.Should().BeOfType<APIGatewayCustomAuthorizerV2SimpleResponse>().Which.IsAuthorized.Should().BeTrue();
                break;
        }
    }

    [Theory]
    [InlineData("LogOut")]
    [InlineData("ShowAvatar")]
    public void A_function_that_may_read_no_table_reads_none_while_it_starts(string function)
    {
        var calls = new CallCounter();
        var services = Services(new() { DefaultAppId = World.AppId }, calls.Client(new(Nobody())));

        Startup.WarmUp(services, function);

        calls.Operations.Should().BeEmpty();
    }

    private static string Nobody() => $"http://127.0.0.1:{DynamoDBServer.FreePort()}";

    private static ServiceCollection Services(MiniLoginOptions options, IAmazonDynamoDB? dynamoDB)
    {
        var services = new ServiceCollection();
        Startup.Configure(services, options);
        services.AddLogging(logging => logging.ClearProviders());
        if (dynamoDB is not null)
        {
            services.AddSingleton(dynamoDB);
        }

        return services;
    }

    private static Task<LoginOutcome> LogInAsync(IServiceProvider function) =>
        function.GetRequiredService<LoginService>().LogInAsync(new() { Code = "a-code" }, TestContext.Current.CancellationToken);

    /// <summary>A KMS that decrypts everything and a WeChat that accepts every code. Both record the connection of each call.</summary>
    private async Task<WebApplication> StartOutsideAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(http =>
        {
            var operation = http.Request.Headers["X-Amz-Target"].ToString();
            _heard.Enqueue((http.Connection.Id, $"{http.Request.Method} {(operation.Length > 0 ? operation : http.Request.Path)}"));
            if (operation.Length > 0)
            {
                var plaintext = Convert.ToBase64String(AppCredentialsDocument.Write(LocalCredentials.From(World.AppSecret)));
                return http.Response.WriteAsync($$"""{"KeyId":"key","Plaintext":"{{plaintext}}"}""");
            }

            http.Response.StatusCode = http.Request.Path == "/" ? 404 : 200;
            return http.Request.Path == "/" ? Task.CompletedTask : http.Response.WriteAsync("""{"openid":"oFirst","session_key":"tiihtNczf5v6AKRyjwEUhQ=="}""");
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
