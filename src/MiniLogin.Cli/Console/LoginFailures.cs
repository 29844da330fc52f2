using MiniLogin.Cli.Logs;

namespace MiniLogin.Cli.Console;

/// <summary>Why logins fail.</summary>
/// <param name="Chart">The last day by hour; null without a stack in AWS, or if the metrics cannot be read.</param>
/// <param name="Problem">Why the metrics cannot be read, in one line; otherwise null.</param>
/// <param name="Commands">The commands that search the logs of the last day, as <c>minilogin logs</c> prints them. Each is several lines for a POSIX shell.</param>
internal sealed record LoginFailures(LoginChart? Chart, string? Problem, IReadOnlyList<string> Commands)
{
    private const int Hours = 24;

    /// <summary>Stands for the name of the stack if none was named.</summary>
    private const string UnknownStack = "NAME";

    /// <param name="metrics">Null to read none.</param>
    public static async Task<LoginFailures> ReadAsync(string? stack, StackMetrics? metrics, TimeProvider clock, CancellationToken cancellationToken)
    {
        var commands = LogQuery.Commands(stack ?? UnknownStack, session: null, request: null, Hours * 60);
        if (stack is null || metrics is null)
        {
            return new(null, null, commands);
        }

        var now = clock.GetUtcNow();
        var from = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero).AddHours(1 - Hours);
        var (sums, problem) = await metrics.SumAsync(stack, [.. LoginChart.Metrics.Select(metric => metric.Name)], from, Hours, cancellationToken);
        return new(sums is null ? null : LoginChart.From(from, sums), problem, commands);
    }
}

/// <param name="Hours">When each hour begins.</param>
internal sealed record LoginChart(IReadOnlyList<DateTimeOffset> Hours, IReadOnlyList<LoginSeries> Series)
{
    /// <summary>The metrics of template.yaml, and the events that their filters count. The first five have no login in common; the others are causes.</summary>
    public static readonly IReadOnlyList<(string Name, IReadOnlyList<string> Events)> Metrics =
    [
        ("LoginsSucceeded", [LogEvents.LoginSucceeded, LogEvents.LoginRepeated]),
        ("LoginsRejected", [LogEvents.RequestInvalid, LogEvents.CodeRejected, LogEvents.UserBlocked, LogEvents.AppUnknown, LogEvents.TooManyLogins]),
        ("LoginsThrottled", []),
        ("LoginsOverQuota", [LogEvents.WeChatQuota]),
        ("LoginsFailed", [LogEvents.StoreUnavailable, LogEvents.Internal, LogEvents.WeChatUnavailable, LogEvents.AppMisconfigured]),
        ("WeChatFailures", [LogEvents.WeChatQuota, LogEvents.WeChatUnavailable]),
        ("AppsMisconfigured", [LogEvents.AppMisconfigured, LogEvents.OperatorNeeded, LogEvents.WeChatErrCodeUnknown]),
        ("StoreFailures", [LogEvents.StoreUnavailable]),
        ("InternalErrors", [LogEvents.Internal]),
    ];

    /// <param name="sums">By hour, of <see cref="Metrics"/>.</param>
    public static LoginChart From(DateTimeOffset from, IReadOnlyList<long[]> sums) => new(
        [.. Enumerable.Range(0, sums[0].Length).Select(hour => from.AddHours(hour))],
        [.. Metrics.Zip(sums, (metric, values) => new LoginSeries(metric.Name, metric.Events, values))]);
}

/// <param name="Name">Of the metric.</param>
/// <param name="Events">The events in the log that it counts; empty for calls that API Gateway turned away.</param>
/// <param name="Values">By hour.</param>
internal sealed record LoginSeries(string Name, IReadOnlyList<string> Events, IReadOnlyList<long> Values);
