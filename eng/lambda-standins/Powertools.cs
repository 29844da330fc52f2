#pragma warning disable CA1716 // The member name is that of the package.
#pragma warning disable RS0030 // A logger reads the clock and writes to the console.
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AWS.Lambda.Powertools.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AWS.Lambda.Powertools.Common
{
    public interface IConsoleWrapper
    {
        void WriteLine(string message);

        void Debug(string message);

        void Error(string message);
    }
}

namespace AWS.Lambda.Powertools.Logging
{
    public sealed class PowertoolsLoggerConfiguration
    {
        public string? Service { get; set; }

        /// <summary>With <see cref="LogLevel.None"/>, POWERTOOLS_LOG_LEVEL applies, else Information.</summary>
        public LogLevel MinimumLogLevel { get; set; } = LogLevel.None;

        public IConsoleWrapper LogOutput { get; set; } = new StandardOutput();
    }

    public static class PowertoolsLoggingBuilderExtensions
    {
        public static ILoggingBuilder AddPowertoolsLogger(this ILoggingBuilder builder, Action<PowertoolsLoggerConfiguration> configure)
        {
            var configuration = new PowertoolsLoggerConfiguration();
            configure(configuration);
            builder.Services.AddSingleton<ILoggerProvider>(_ => new JsonLineProvider(configuration));
            return configuration.MinimumLogLevel == LogLevel.None ? builder : builder.SetMinimumLevel(configuration.MinimumLogLevel);
        }
    }

    internal sealed class StandardOutput : IConsoleWrapper
    {
        /// <summary>Imitates the Lambda runtime, which wraps every line of Console.Out in a JSON object with a message.</summary>
        public void WriteLine(string message) => Console.Out.WriteLine(
            Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API") is null ? message : $$"""{"level":"Information","message":"{{JsonEncodedText.Encode(message)}}"}""");

        public void Debug(string message) => System.Diagnostics.Debug.WriteLine(message);

        public void Error(string message) => Console.Error.WriteLine(message);
    }

    internal sealed class JsonLineProvider : ILoggerProvider
    {
        private readonly PowertoolsLoggerConfiguration _configuration;

        public JsonLineProvider(PowertoolsLoggerConfiguration configuration)
        {
            _configuration = configuration;
            var level = configuration.MinimumLogLevel != LogLevel.None ? configuration.MinimumLogLevel
                : Enum.TryParse(Environment.GetEnvironmentVariable("POWERTOOLS_LOG_LEVEL"), ignoreCase: true, out LogLevel named) ? named : LogLevel.Information;
            var lambda = Environment.GetEnvironmentVariable("AWS_LAMBDA_LOG_LEVEL")?.ToUpperInvariant() switch
            {
                "TRACE" => LogLevel.Trace,
                "DEBUG" => LogLevel.Debug,
                "INFO" => LogLevel.Information,
                "WARN" => LogLevel.Warning,
                "ERROR" => LogLevel.Error,
                "FATAL" => LogLevel.Critical,
                _ => LogLevel.None,
            };
            if (lambda != LogLevel.None && level < lambda)
            {
                // The package writes this as plain text, too.
                configuration.LogOutput.WriteLine($"Current log level ({level}) does not match AWS Lambda Advanced Logging Controls minimum log level ({lambda}). This can lead to data loss, consider adjusting them.");
            }

            configuration.MinimumLogLevel = lambda == LogLevel.None ? level : lambda;
        }

        public ILogger CreateLogger(string categoryName) => new JsonLineLogger(_configuration, categoryName);

        public void Dispose()
        {
        }
    }

    /// <summary>Writes one JSON object per line, with the same keys and order as the package: fixed keys, then the message parameters in snake_case.</summary>
    internal sealed class JsonLineLogger(PowertoolsLoggerConfiguration configuration, string category) : ILogger
    {
        private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        private static readonly AsyncLocal<bool?> IsColdStart = new();
        private static int _logged;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= configuration.MinimumLogLevel;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
            {
                return;
            }

            using var line = new MemoryStream();
            using (var json = new Utf8JsonWriter(line, Options))
            {
                json.WriteStartObject();
                json.WriteString("level", logLevel.ToString());
                json.WriteString("message", formatter(state, exception));
                json.WriteString("timestamp", TimeProvider.System.GetUtcNow().UtcDateTime.ToString("o", CultureInfo.InvariantCulture));
                json.WriteString("service", configuration.Service);
                json.WriteBoolean("cold_start", IsColdStart.Value ??= Interlocked.Exchange(ref _logged, 1) == 0);
                if (Environment.GetEnvironmentVariable("_X_AMZN_TRACE_ID") is { Length: > 0 } trace)
                {
                    json.WriteString("xray_trace_id", trace.Split(';')[0].Replace("Root=", "", StringComparison.Ordinal));
                }

                json.WriteString("name", category);
                foreach (var (name, value) in state as IEnumerable<KeyValuePair<string, object?>> ?? [])
                {
                    if (name != "{OriginalFormat}")
                    {
                        WriteValue(json, JsonNamingPolicy.SnakeCaseLower.ConvertName(name.TrimStart('@')), value);
                    }
                }

                if (exception is not null)
                {
                    json.WritePropertyName("exception");
                    WriteException(json, exception);
                }

                json.WriteEndObject();
            }

            configuration.LogOutput.WriteLine(Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length));
        }

        private static void WriteValue(Utf8JsonWriter json, string name, object? value)
        {
            json.WritePropertyName(name);
            switch (value)
            {
                case int number:
                    json.WriteNumberValue(number);
                    break;
                case long number:
                    json.WriteNumberValue(number);
                    break;
                case double number:
                    json.WriteNumberValue(number);
                    break;
                case bool flag:
                    json.WriteBooleanValue(flag);
                    break;
                default:
                    json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                    break;
            }
        }

        private static void WriteException(Utf8JsonWriter json, Exception exception)
        {
            json.WriteStartObject();
            json.WriteString("type", exception.GetType().FullName);
            json.WriteString("message", exception.Message);
            if (exception.StackTrace is { } stack)
            {
                json.WriteString("source", exception.Source);
                json.WriteString("stack_trace", stack);
            }

            if (exception.InnerException is { } inner)
            {
                json.WritePropertyName("inner_exception");
                WriteException(json, inner);
            }

            json.WriteEndObject();
        }
    }
}
