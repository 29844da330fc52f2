using System.Diagnostics;

namespace MiniLogin.Playground.Console;

/// <summary>A recorded call: one arrow in the sequence diagram.</summary>
internal sealed record RecordedCall
{
    private readonly string _target = "";

    public long Sequence { get; init; }

    /// <summary>The trace id from the caller's traceparent header, which groups all calls of one action. Without the header each call has its own.</summary>
    public string? Trace { get; } = Activity.Current?.TraceId.ToHexString();

    /// <summary>The span id. A call to the gateway and the calls that it causes share one.</summary>
    public string? Span { get; } = Activity.Current?.SpanId.ToHexString();

    public required DateTimeOffset Time { get; init; }

    /// <summary>mini program, gateway or function.</summary>
    public required string From { get; init; }

    /// <summary>gateway, function, WeChat or DynamoDB.</summary>
    public required string To { get; init; }

    /// <summary>An HTTP method, the name of a function, or an operation of DynamoDB.</summary>
    public required string Method { get; init; }

    /// <summary>A path with query string, a route, or a table.</summary>
    public required string Target
    {
        get => Secrets.Hide(_target);
        init => _target = value;
    }

    /// <summary>The status code; 0 if there was no answer or it was incomplete.</summary>
    public required int Status { get; init; }

    public string? Note { get; init; }

    public required double DurationMs { get; init; }

    public IReadOnlyList<RecordedHeader> RequestHeaders { get; init; } = [];

    public RecordedBody RequestBody { get; init; } = RecordedBody.None;

    public IReadOnlyList<RecordedHeader> ResponseHeaders { get; init; } = [];

    public RecordedBody ResponseBody { get; init; } = RecordedBody.None;
}
