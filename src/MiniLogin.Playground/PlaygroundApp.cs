using Amazon.DynamoDBv2;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using MiniLogin.Apps;
using MiniLogin.Functions;
using MiniLogin.Playground.Console;
using MiniLogin.Playground.Events;
using MiniLogin.Playground.Gateway;
using MiniLogin.Playground.Storage;
using MiniLogin.Playground.WeChatSimulator;
using Simulator = MiniLogin.Playground.WeChatSimulator.WeChatSimulator;

namespace MiniLogin.Playground;

/// <summary>The functions in their own container, behind the local gateway, with a simulated WeChat and the console beside them.</summary>
internal static class PlaygroundApp
{
    public static async Task<int> RunAsync(PlaygroundSettings settings, CancellationToken cancellationToken)
    {
        await using var app = Create(settings);
        try
        {
            await app.Services.GetRequiredService<LocalTables>().CreateAbsentAsync(cancellationToken);
            await app.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or AmazonDynamoDBException or HttpRequestException or Amazon.Runtime.AmazonClientException)
        {
            var what = e is IOException || settings.DynamoDB is null ? "" : $"the DynamoDB at {settings.DynamoDB} does not answer: ";
            await System.Console.Error.WriteLineAsync($"MiniLogin Playground cannot start: {what}{e.Message}");
            return 1;
        }

        await Banner.WriteAsync(System.Console.Out, settings, Address(app.Services), app.Services.GetRequiredService<IReadOnlyList<GatewayFunction>>());
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    /// <param name="configure">Replaces services, after all others have been added.</param>
    public static WebApplication Create(PlaygroundSettings settings, Action<IServiceCollection>? configure = null)
    {
        // Nobody changes settings while it runs; to notice it, all of the working directory would be watched.
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.WebHost.UseUrls(settings.Urls.Split(';'));
        // API Gateway takes 10,240 bytes of headers.
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestHeadersTotalSize = 10_240);
        AddServices(builder.Services, settings, settings.Options ?? builder.Configuration.GetSection(MiniLoginOptions.Section).Get<MiniLoginOptions>() ?? new());
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true).AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        configure?.Invoke(builder.Services);

        var app = builder.Build();
        if (settings.Console)
        {
            app.UseMiddleware<CallLogMiddleware>();
            app.MapConsole();
        }

        app.MapSimulation();
        app.MapSampleEvents();
        app.MapWeChat();
        app.MapGateway();
        return app;
    }

    private static void AddServices(IServiceCollection services, PlaygroundSettings settings, MiniLoginOptions options)
    {
        services.AddSingleton<PlaygroundClock>();
        services.AddSingleton<TimeProvider>(s => s.GetRequiredService<PlaygroundClock>());
        options = options with
        {
            DefaultAppId = settings.AppId,
            DynamoDBUrl = settings.DynamoDB?.ToString() ?? "",
            WeChatUrl = settings.WeChat?.ToString() ?? options.WeChatUrl,
        };
        Startup.Configure(services, options);
        services.AddSingleton(new LocalTables(options));
        if (settings.WeChat is null)
        {
            // The simulator listens where the gateway does, at an address known once it listens.
            services.AddSingleton(s => options with { WeChatUrl = Address(s) });
        }

        if (settings.DynamoDB is null)
        {
            services.UseInMemoryStores();
        }

        if (settings.Console)
        {
            services.AddConsole(settings);
        }

        services.UseInMemoryAccessTokens();
        services.AddSingleton<IAppRegistry>(_ =>
        {
            var apps = new InMemoryAppRegistry();
            apps.Register(new(settings.AppId, "Playground", Enabled: true), LocalCredentials.Of(settings.AppSecret));
            return apps;
        });
        services.AddSingleton(s =>
        {
            var simulator = new Simulator(s.GetRequiredService<TimeProvider>());
            simulator.RegisterApp(settings.AppId, settings.AppSecret);
            return simulator;
        });
        services.AddSingleton(new ConsoleInfo(settings.AppId, settings.DynamoDB is null ? "memory" : $"DynamoDB at {settings.DynamoDB}", settings.WeChat is null ? "simulator" : settings.WeChat.ToString()));
        services.AddSingleton<SampleEvents>();
        services.AddSingleton(s => LocalGateway.Find(typeof(Startup).Assembly.GetTypes(), s));
    }

    private static string Address(IServiceProvider services)
    {
        var address = services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return address.Replace("//[::]:", "//localhost:", StringComparison.Ordinal).Replace("//0.0.0.0:", "//localhost:", StringComparison.Ordinal);
    }
}
