using Amazon.DynamoDBv2;
using Microsoft.AspNetCore.Connections;
using MiniLogin.Apps;
using MiniLogin.Functions;
using MiniLogin.Playground.Console;
using MiniLogin.Playground.DevTools;
using MiniLogin.Playground.Events;
using MiniLogin.Playground.Gateway;
using MiniLogin.Playground.InMemory;
using MiniLogin.Playground.Kms;
using MiniLogin.Playground.Stacks;
using MiniLogin.Playground.Storage;
using MiniLogin.Playground.WeChatSimulator;
using Simulator = MiniLogin.Playground.WeChatSimulator.WeChatSimulator;

namespace MiniLogin.Playground;

/// <summary>Runs the functions behind the local gateway, together with the simulated WeChat and the console.</summary>
internal static class PlaygroundApp
{
    public static async Task<int> RunAsync(PlaygroundSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            return await ServeAsync(settings, cancellationToken);
        }
        catch (TemplateException e)
        {
            return await FailAsync(e.Message);
        }
    }

    private static async Task<int> ServeAsync(PlaygroundSettings settings, CancellationToken cancellationToken)
    {
        await using var app = Create(settings);
        LocalAppRowState? state;
        try
        {
            state = await StartAsync(app, cancellationToken);
            if (state == LocalAppRowState.NotOurs)
            {
                return await FailAsync(app.Services.GetRequiredService<LocalAppRow>().NotOurs);
            }
        }
        catch (Exception e) when (e is IOException || IsOfDynamoDB(e))
        {
            if (e is IOException { InnerException: AddressInUseException })
            {
                return await FailAsync($"another program, perhaps another Playground, listens on {settings.Urls}. Stop it, or choose another port: --urls http://localhost:5081");
            }

            var what = e is IOException || settings.DynamoDB is null ? "" : $"DynamoDB at {settings.DynamoDB} cannot be used: ";
            return await FailAsync(what + (e is StoreUnavailableException ? e.InnerException ?? e : e).Message);
        }

        await Banner.WriteAsync(System.Console.Out, settings, app.Services, state);
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    /// <summary>Creates what a DynamoDB lacks, then listens, unless the app's row there belongs to somebody else.</summary>
    /// <returns>What became of the app's row; null if there is none.</returns>
    public static async Task<LocalAppRowState?> StartAsync(WebApplication app, CancellationToken cancellationToken)
    {
        await app.Services.GetRequiredService<LocalTables>().CreateAbsentAsync(cancellationToken);
        LocalAppRowState? state = app.Services.GetService<LocalAppRow>() is { } row ? await row.WriteAsync(cancellationToken) : null;
        if (state != LocalAppRowState.NotOurs)
        {
            await app.StartAsync(cancellationToken);
        }

        return state;
    }

    /// <summary>Whether the DynamoDB at the given URL cannot be used.</summary>
    public static bool IsOfDynamoDB(Exception e) => e is AmazonDynamoDBException or HttpRequestException or Amazon.Runtime.AmazonClientException or StoreUnavailableException;

    /// <param name="configure">Replaces services; runs after all others are added.</param>
    /// <exception cref="TemplateException">The template of a stack cannot be used.</exception>
    public static WebApplication Create(PlaygroundSettings settings, Action<IServiceCollection>? configure = null)
    {
        // Settings do not change while it runs. Reloading would watch the whole working directory.
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.WebHost.UseUrls(settings.Urls.Split(';'));
        // The limit of API Gateway for all headers together.
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestHeadersTotalSize = 10_240);
        var options = settings.Options ?? builder.Configuration.GetSection(MiniLoginOptions.Section).Get<MiniLoginOptions>() ?? new();
        var stacks = (settings.Stacks ?? []).Select(stack => (Stack: stack, Template: StackTemplate.Read(stack.Path, settings.TablePrefix, new(options)))).ToList();
        if (stacks.Count > 0)
        {
            StackEnvironment.Prepare([.. stacks.Select(stack => stack.Template)], settings.DynamoDB);
        }

        AddServices(builder.Services, settings, options, stacks);
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true).AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        configure?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseHostCheck(settings);
        if (app.Services.GetService<LocalAppRow>() is not null)
        {
            // Must come before the console records calls: answers of KMS contain plaintext.
            app.UseLocalKms();
        }

        app.UseBrowserAccess();
        if (settings.Console)
        {
            app.UseMiddleware<CallLogMiddleware>();
            app.MapConsole();
        }

        app.MapSimulation();
        if (settings.WeChat is null)
        {
            // The events contain codes of the simulator.
            app.MapSampleEvents();
            app.MapDevTools();
        }

        app.MapWeChat();
        var hosted = app.Services.GetRequiredService<HostedStacks>();
        var endpoints = app.MapGateway(hosted.Find);
        hosted.Changed += endpoints.Refresh;
        return app;
    }

    private static void AddServices(IServiceCollection services, PlaygroundSettings settings, MiniLoginOptions options, List<(StackSource Stack, StackTemplate Template)> stacks)
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
        services.AddSingleton(s => new LocalTables(options, stacks.SelectMany(stack => stack.Template.Tables), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new HostedStacks(stacks, s.GetRequiredService<IReadOnlyList<GatewayFunction>>(), s));
        var simulatesKms = settings.DynamoDB is not null && options.KmsUrl.Length == 0;
        if (simulatesKms)
        {
            services.AddSingleton(s => new LocalAppRow(settings, options, s.GetRequiredService<TimeProvider>()));
        }

        // The simulated services share the address of the gateway, which is known only after it listens.
        services.AddSingleton(s => options with
        {
            WeChatUrl = settings.WeChat is null ? ListeningAddress.First(s) : options.WeChatUrl,
            WeComUrl = settings.WeChat is null ? ListeningAddress.First(s) : options.WeComUrl,
            KmsUrl = simulatesKms ? ListeningAddress.First(s) : options.KmsUrl,
        });
        if (settings.DynamoDB is null)
        {
            services.UseInMemoryStores();
            var apps = new InMemoryAppRegistry();
            apps.Register(settings.MiniProgram, LocalCredentials.From(settings.AppSecret));
            if (settings.WeComApp is { } weCom)
            {
                apps.Register(weCom, LocalCredentials.From(PlaygroundSettings.WeComSecret));
            }

            services.AddSingleton<IAppRegistry>(apps);
            services.AddSingleton(_ => new InMemoryComponentStore { Component = settings.WeChat is null ? LocalCredentials.From(PlaygroundSettings.Component) : null });
        }

        if (settings.Console)
        {
            services.AddConsole(settings);
        }

        services.AddCors();
        if (settings.WeChat is null)
        {
            services.AddSingleton<DevToolsCodes>();
            services.AddSingleton<IEventEdit>(s => s.GetRequiredService<DevToolsCodes>());
        }

        if (stacks.Count > 0)
        {
            services.DeliverDeletions();
        }

        services.AddSingleton(s =>
        {
            var simulator = new Simulator(s.GetRequiredService<TimeProvider>());
            simulator.RegisterApp(settings.AppId, settings.AppSecret);
            simulator.Component.Component = PlaygroundSettings.Component;
            simulator.RegisterMerchant(PlaygroundSettings.MerchantAppId);
            simulator.WeCom.RegisterApp(new(AppId.Parse(PlaygroundSettings.WeComAppId).CorpId!, PlaygroundSettings.WeComSecret, settings.AppId));
            return simulator;
        });
        services.AddSingleton(s => new ComponentPush(s.GetRequiredService<Simulator>(), s.GetRequiredService<TimeProvider>(), () => new(ListeningAddress.First(s))));
        services.AddSingleton(new ConsoleInfo(settings.AppId, settings.DynamoDB is null ? "memory" : $"DynamoDB at {settings.DynamoDB}", settings.WeChat is null ? "simulator" : settings.WeChat.ToString(), settings.WeComApp?.AppId.ToString(), settings.WeChat is null ? PlaygroundSettings.MerchantAppId : null));
        services.AddSingleton<SampleEvents>();
        services.AddSingleton(s => LocalGateway.Find(typeof(Startup).Assembly.GetTypes(), s));
    }

    private static async Task<int> FailAsync(string why)
    {
        await System.Console.Error.WriteLineAsync($"MiniLogin Playground cannot start: {why}");
        return 1;
    }
}
