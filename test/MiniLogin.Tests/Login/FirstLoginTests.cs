using System.Collections.Concurrent;
using Amazon.DynamoDBv2;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MiniLogin.Apps;
using MiniLogin.Aws;
using MiniLogin.Functions;
using MiniLogin.Login;
using MiniLogin.Playground;
using MiniLogin.Secrets;
using MiniLogin.Tests.Template;

namespace MiniLogin.Tests.Login;

/// <summary>The warm-up of a login function at its start.</summary>
public sealed class FirstLoginTests
{
    private readonly ConcurrentQueue<(string Connection, string Call)> _heard = new();

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
        var nobody = $"http://127.0.0.1:{DynamoDBServer.FreePort()}";
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

    [Fact]
    public void Only_the_login_functions_warm_up()
    {
        AnnotatedFunction.Own.Select(f => f.MethodName).Where(Startup.LogsIn).Should().BeEquivalentTo("Login", "WaferLogin");
        Startup.LogsIn(null).Should().BeFalse();
    }

    private static ServiceCollection Services(MiniLoginOptions options, IAmazonDynamoDB dynamoDB)
    {
        var services = new ServiceCollection();
        Startup.Configure(services, options);
        services.AddLogging(logging => logging.ClearProviders());
        services.AddSingleton(dynamoDB);
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
