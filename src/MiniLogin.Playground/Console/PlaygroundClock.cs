namespace MiniLogin.Playground.Console;

/// <summary>The clock of the functions and of the simulated WeChat: the system time plus an offset. Timers are not affected.</summary>
internal sealed class PlaygroundClock : TimeProvider
{
    public static readonly TimeSpan MaxStep = TimeSpan.FromDays(400);

    private long _offsetTicks;

    public TimeSpan Offset => TimeSpan.FromTicks(Interlocked.Read(ref _offsetTicks));

    /// <summary>Moves the clock forward, by at most 400 days at a time. It cannot go back, so that expired sessions stay expired.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(by, MaxStep);
        Interlocked.Add(ref _offsetTicks, by.Ticks);
    }

    public double MsSince(long timestamp) => Math.Round(GetElapsedTime(timestamp).TotalMilliseconds, 2);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
}
