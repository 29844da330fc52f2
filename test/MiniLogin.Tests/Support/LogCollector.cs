using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using MiniLogin.Tests.Secrets;

namespace MiniLogin.Tests.Support;

/// <summary>Collects every log line with its exception and its values.</summary>
internal sealed class LogCollector(SecretWatch? watch = null) : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly SecretWatch _watch = watch ?? SecretWatch.Run;

    public IReadOnlyList<string> Lines => [.. _lines];

    public ILogger CreateLogger(string categoryName) => new Collector(categoryName, this);

    public void Dispose()
    {
    }

    private sealed class Collector(string category, LogCollector collected) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var values = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(' ', pairs.Select(p => $"{p.Key}={p.Value}")) : "";
            var line = $"{logLevel} {category} {formatter(state, exception)} {values} {exception}";
            collected._lines.Enqueue(line);
            collected._watch.Say("log", line);
        }
    }
}
