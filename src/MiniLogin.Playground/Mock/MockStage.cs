using MiniLogin.Apps;
using MiniLogin.Functions;
using MiniLogin.Playground.Gateway;
using MiniLogin.Playground.InMemory;
using MiniLogin.Playground.Storage;
using MiniLogin.WeChat.ThirdParty;

namespace MiniLogin.Playground.Mock;

/// <summary>
/// A stage for front-end developers who have no AppSecret or back end yet: the functions of MiniLogin in one ASP.NET Core
/// function, with the same contract and separate tables. Every AppID is registered and every code logs in, so a session
/// proves nothing about the user. Every answer has a header that says so.
/// Only the tables persist between calls. Unlike in a real stage, a retried login creates another session.
/// </summary>
internal static class MockStage
{
    /// <summary>A header of every answer, with the value "true".</summary>
    public const string Header = "MiniLogin-Mock";

    /// <summary>Whether this process runs in Lambda.</summary>
    public static bool IsDeployed => Environment.GetEnvironmentVariable("AWS_LAMBDA_FUNCTION_NAME") is not null;

    public static async Task<int> RunDeployedAsync()
    {
        await using var weChat = await MockWeChat.StartAsync();
        await using var app = CreateDeployed(weChat);
        await app.RunAsync();
        return 0;
    }

    /// <summary>Accepts every host: API Gateway passes on only requests for the domain of the API.</summary>
    public static WebApplication CreateDeployed(MockWeChat weChat)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddAWSLambdaHosting(LambdaEventSource.HttpApi);
        var options = builder.Configuration.GetSection(MiniLoginOptions.Section).Get<MiniLoginOptions>() ?? new();
        return Create(builder, options with { WeChatUrl = weChat.Url, WeComUrl = weChat.Url });
    }

    /// <summary>Runs the mock stage on this machine.</summary>
    public static async Task<int> RunAsync(PlaygroundSettings settings, CancellationToken cancellationToken)
    {
        await using var weChat = await MockWeChat.StartAsync();
        await using var app = CreateLocal(settings, weChat);
        await app.Services.GetRequiredService<LocalTables>().CreateAbsentAsync(cancellationToken);
        await app.StartAsync(cancellationToken);
        await System.Console.Out.WriteLineAsync($"MiniLogin mock stage: {app.Urls.First()}\nEvery code logs in. Press Ctrl+C to stop.");
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    public static WebApplication CreateLocal(PlaygroundSettings settings, MockWeChat weChat)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(settings.Urls.Split(';'));
        builder.Logging.ClearProviders();
        var options = (settings.Options ?? new()) with { DefaultAppId = settings.AppId, WeChatUrl = weChat.Url, WeComUrl = weChat.Url, DynamoDBUrl = settings.DynamoDB?.ToString() ?? "" };
        builder.Services.AddSingleton(s => new LocalTables(options, [], s.GetRequiredService<TimeProvider>()));
        var app = Create(builder, options, inMemory: settings.DynamoDB is null);
        app.UseHostCheck(settings);
        return app;
    }

    private static WebApplication Create(WebApplicationBuilder builder, MiniLoginOptions options, bool inMemory = false)
    {
        Startup.Configure(builder.Services, options);
        // ASP.NET Core would log the path and query of every request.
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        if (inMemory)
        {
            builder.Services.UseInMemoryStores();
        }

        builder.Services.UseInMemoryAccessTokens();
        builder.Services.AddSingleton<IAppRegistry, MockAppRegistry>();
        // It has no third-party platform.
        builder.Services.AddSingleton<IComponentStore, InMemoryComponentStore>();
        builder.Services.AddSingleton<IAuthorizerStore>(new InMemoryAuthorizerStore(new(), new()));
        builder.Services.AddSingleton(s => LocalGateway.Find(typeof(Startup).Assembly.GetTypes(), s));

        var app = builder.Build();
        app.Use((http, next) =>
        {
            http.Response.Headers[Header] = "true";
            return next(http);
        });
        app.MapGateway(app.Services.GetRequiredService<IReadOnlyList<GatewayFunction>>);
        return app;
    }
}
