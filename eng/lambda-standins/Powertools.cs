using Microsoft.Extensions.Logging;

namespace AWS.Lambda.Powertools.Logging;

public sealed class PowertoolsLoggerConfiguration
{
    public string? Service { get; set; }

    public LogLevel MinimumLogLevel { get; set; } = LogLevel.None;
}

public static class PowertoolsLoggingBuilderExtensions
{
    public static ILoggingBuilder AddPowertoolsLogger(this ILoggingBuilder builder, Action<PowertoolsLoggerConfiguration>? configure = null)
    {
        var configuration = new PowertoolsLoggerConfiguration();
        configure?.Invoke(configuration);
        return builder.SetMinimumLevel(configuration.MinimumLogLevel).AddJsonConsole();
    }
}
