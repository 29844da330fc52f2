using Amazon.Lambda.Annotations;
using AWS.Lambda.Powertools.Logging;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using MiniLogin.Functions.Apps;
using MiniLogin.Functions.Avatars;
using MiniLogin.Functions.Login;
using MiniLogin.Functions.Pipeline;
using MiniLogin.Functions.Sessions;

namespace MiniLogin.Functions;

/// <summary>Configures the services of the functions when one starts. Throws if a setting is invalid.</summary>
[LambdaStartup]
public sealed class Startup
{
    /// <summary>The environment variable with the name of this function; the generated Main also reads it.</summary>
    private const string Handler = "ANNOTATIONS_HANDLER";

    /// <summary>The environment variable with the log level of the function, <c>ApplicationLogLevel</c> in template.yaml.</summary>
    private const string LogLevelVariable = "AWS_LAMBDA_LOG_LEVEL";

    /// <summary>The environment variable that Lambda sets for every function.</summary>
    private const string RuntimeApi = "AWS_LAMBDA_RUNTIME_API";

    /// <summary>The environment variable with the version of the function that runs, set by Lambda: a number, or <c>$LATEST</c>.</summary>
    private const string FunctionVersion = "AWS_LAMBDA_FUNCTION_VERSION";

    /// <summary>Maximum time that the rehearsal adds to a start. It waits for nothing but the processor.</summary>
    private static readonly TimeSpan RehearsalLimit = TimeSpan.FromSeconds(3);

    private static readonly LogOutput Output = new(Console.OpenStandardOutput(), $"{Environment.GetEnvironmentVariable(Handler)}:{Environment.GetEnvironmentVariable(FunctionVersion)}");

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1822", Justification = "The generated code calls it on an instance.")]
    public void ConfigureServices(IServiceCollection services)
    {
        try
        {
            var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
            Configure(services, configuration.GetSection(MiniLoginOptions.Section).Get<MiniLoginOptions>() ?? new());
            if (configuration[Handler] is { Length: > 0 } function)
            {
                WarmUp(services, function);
            }
        }
        catch (Exception e)
        {
            // The exception ends the process. Without this line, no log line with an event would explain it.
            using var logging = LoggerFactory.Create(AddLog);
            FunctionLog.StartFailed(logging.CreateLogger<Startup>(), e);
            throw;
        }
    }

    /// <summary>
    /// Prepares the first call of the function while Lambda gives it a whole processor. What fails is left to that call.
    /// </summary>
    internal static void WarmUp(IServiceCollection services, string function)
    {
        // It calls only S3.
        if (function == nameof(AvatarFunctions.ShowAvatar))
        {
            return;
        }

        var started = services.BuildServiceProvider();
        var rehearsal = Task.Run(() => Rehearsal.RunAsync(function, started.GetRequiredService<TimeProvider>()));
        if (function is nameof(LoginFunctions.Login) or nameof(LoginFunctions.WaferLogin) or nameof(AccessTokenFunction.AccessToken))
        {
            // The access_token needs what a login needs.
            services.WarmUpLogin(started);
        }
        else if (function != nameof(SessionFunctions.LogOut))
        {
            // A logout may read nothing.
            services.WarmUpSessions(started);
        }

        Task.WaitAny([rehearsal], RehearsalLimit);
    }

    /// <summary>Configures the services with the given settings.</summary>
    public static void Configure(IServiceCollection services, MiniLoginOptions options)
    {
        services.AddLogging(AddLog);
#pragma warning disable RS0030 // The only place that uses the system clock.
        services.TryAddSingleton(TimeProvider.System);
#pragma warning restore RS0030
        services.AddMiniLogin(options);
        services.AddSingleton<RequestPipeline>();
    }

    private static void AddLog(ILoggingBuilder logging) => logging.AddPowertoolsLogger(powertools =>
    {
        powertools.Service = "minilogin";
        // Powertools applies Lambda's level anyway, but logs a warning if this one differs.
        powertools.MinimumLogLevel = Environment.GetEnvironmentVariable(LogLevelVariable) switch
        {
            "TRACE" => LogLevel.Trace,
            "DEBUG" => LogLevel.Debug,
            "WARN" => LogLevel.Warning,
            "ERROR" => LogLevel.Error,
            "FATAL" => LogLevel.Critical,
            _ => LogLevel.Information,
        };
        if (Environment.GetEnvironmentVariable(RuntimeApi) is not null)
        {
            powertools.LogOutput = Output;
        }
    });
}
