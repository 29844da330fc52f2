using Amazon.Lambda.Annotations;
using AWS.Lambda.Powertools.Logging;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using MiniLogin.Functions.Login;

namespace MiniLogin.Functions;

/// <summary>The container of the functions, built once when one starts. A setting out of range stops it here.</summary>
[LambdaStartup]
public sealed class Startup
{
    /// <summary>The variable that says which function this is; the generated Main reads it, too.</summary>
    private const string Handler = "ANNOTATIONS_HANDLER";

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1822", Justification = "The generated code calls it on an instance.")]
    public void ConfigureServices(IServiceCollection services)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        Configure(services, configuration.GetSection(MiniLoginOptions.Section).Get<MiniLoginOptions>() ?? new());
        if (LogsIn(configuration[Handler]))
        {
            services.PrepareFirstLogin(services.BuildServiceProvider());
        }
    }

    /// <summary>Whether the function of this name logs in.</summary>
    internal static bool LogsIn(string? function) => function is nameof(LoginFunctions.Login) or nameof(LoginFunctions.WaferLogin);

    /// <summary>The same with settings from elsewhere.</summary>
    public static void Configure(IServiceCollection services, MiniLoginOptions options)
    {
        services.AddLogging(logging => logging.AddPowertoolsLogger(powertools =>
        {
            powertools.Service = "minilogin";
            powertools.MinimumLogLevel = LogLevel.Information;
        }));
#pragma warning disable RS0030 // The one place where time comes from.
        services.TryAddSingleton(TimeProvider.System);
#pragma warning restore RS0030
        services.AddMiniLogin(options);
        services.AddSingleton<Respond>();
    }
}
