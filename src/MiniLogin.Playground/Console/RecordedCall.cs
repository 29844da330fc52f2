namespace MiniLogin.Playground.Console;

internal sealed record RecordedCall
{
    public long Sequence { get; init; }

    /// <summary>The same for a call to the gateway and the calls to WeChat that come of it, where the caller hands it on.</summary>
    public required string? Trace { get; init; }

    public required DateTimeOffset Time { get; init; }

    public required string From { get; init; }

    public required string To { get; init; }

    public required string Method { get; init; }

    public required string Target { get; init; }

    /// <summary>0 when there was no answer, or none that ended.</summary>
    public required int Status { get; init; }

    public required string? Note { get; init; }

    public required double DurationMs { get; init; }

    public required IReadOnlyList<RecordedHeader> RequestHeaders { get; init; }

    public required RecordedBody RequestBody { get; init; }

    public required IReadOnlyList<RecordedHeader> ResponseHeaders { get; init; }

    public required RecordedBody ResponseBody { get; init; }
}
