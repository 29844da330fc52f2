namespace MiniLogin.Playground.WeChatSimulator;

internal sealed class MinuteQuota(TimeProvider clock, int limit)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _taken = new(StringComparer.Ordinal);
    private long _minute;

    public bool TryTake(string key)
    {
        var minute = clock.GetUtcNow().ToUnixTimeSeconds() / 60;
        lock (_lock)
        {
            if (minute != _minute)
            {
                _taken.Clear();
                _minute = minute;
            }

            return (_taken[key] = _taken.GetValueOrDefault(key) + 1) <= limit;
        }
    }
}
