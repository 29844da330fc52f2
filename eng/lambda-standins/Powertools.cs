#pragma warning disable RS0030 // A logger reads the clock and writes to the console.
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
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
        builder.Services.AddSingleton<ILoggerProvider>(_ => new JsonLineProvider(configuration));
        return builder.SetMinimumLevel(configuration.MinimumLogLevel);
    }
}

/// <summary>A line of JSON with the keys of Powertools: its own, then the parameters of the message in snake_case.</summary>
internal sealed class JsonLineProvider(PowertoolsLoggerConfiguration configuration) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new JsonLineLogger(configuration, categoryName);

    public void Dispose()
    {
    }

    private sealed class JsonLineLogger(PowertoolsLoggerConfiguration configuration, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= configuration.MinimumLogLevel;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var line = new JsonObject
            {
                ["level"] = logLevel.ToString(),
                ["message"] = formatter(state, exception),
                ["timestamp"] = TimeProvider.System.GetUtcNow().ToString("o", null),
                ["service"] = configuration.Service,
                ["name"] = category,
            };
            foreach (var (name, value) in state as IEnumerable<KeyValuePair<string, object?>> ?? [])
            {
                if (name != "{OriginalFormat}")
                {
                    line.TryAdd(JsonNamingPolicy.SnakeCaseLower.ConvertName(name.TrimStart('@')), value?.ToString());
                }
            }

            if (exception is not null)
            {
                line["exception"] = exception.ToString();
            }

            Console.Out.WriteLine(line.ToJsonString());
        }
    }
}
