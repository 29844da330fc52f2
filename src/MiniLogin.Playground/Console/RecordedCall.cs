using System.Diagnostics;

namespace MiniLogin.Playground.Console;

/// <summary>An arrow of the sequence: somebody asked somebody something.</summary>
internal sealed record RecordedCall
{
    private readonly string _target = "";

    public long Sequence { get; init; }

    /// <summary>The caller's, for all that one action of theirs has caused; a caller without one gets one by call.</summary>
    public string? Trace { get; } = Activity.Current?.TraceId.ToHexString();

    /// <summary>The same for a call to the gateway and what comes of it.</summary>
    public string? Span { get; } = Activity.Current?.SpanId.ToHexString();

    public required DateTimeOffset Time { get; init; }

    /// <summary>mini program, gateway or function.</summary>
    public required string From { get; init; }

    /// <summary>gateway, function, WeChat or DynamoDB.</summary>
    public required string To { get; init; }

    /// <summary>A method of HTTP, a function's name, or an operation of DynamoDB.</summary>
    public required string Method { get; init; }

    /// <summary>A path with its query, a route, or a table.</summary>
    public required string Target
    {
        get => Secrets.Hide(_target);
        init => _target = value;
    }

    /// <summary>0 when there was no answer, or none that ended.</summary>
    public required int Status { get; init; }

    public string? Note { get; init; }

    public required double DurationMs { get; init; }

    public IReadOnlyList<RecordedHeader> RequestHeaders { get; init; } = [];

    public RecordedBody RequestBody { get; init; } = RecordedBody.None;

    public IReadOnlyList<RecordedHeader> ResponseHeaders { get; init; } = [];

    public RecordedBody ResponseBody { get; init; } = RecordedBody.None;
}
