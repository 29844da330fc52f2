namespace MiniLogin.Playground.Console;

/// <summary>The time of the product and of the simulated WeChat: the system's, moved ahead on demand. Timers run as ever.</summary>
internal sealed class PlaygroundClock : TimeProvider
{
    public static readonly TimeSpan MaxStep = TimeSpan.FromDays(400);

    private long _offsetTicks;

    public TimeSpan Offset => TimeSpan.FromTicks(Interlocked.Read(ref _offsetTicks));

    /// <summary>Forward only, for what has expired stays so; at most 400 days at a time.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(by, MaxStep);
        Interlocked.Add(ref _offsetTicks, by.Ticks);
    }

    public double MsSince(long timestamp) => Math.Round(GetElapsedTime(timestamp).TotalMilliseconds, 2);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
}
