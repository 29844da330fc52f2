namespace MiniLogin.Login;

/// <summary>Refilled at a rate, full with two seconds' worth.</summary>
internal sealed class TokenBucket(int perSecond, DateTimeOffset start)
{
    private readonly Lock _lock = new();
    private double _tokens = 2 * perSecond;
    private DateTimeOffset _filledAt = start;

    public bool TryTake(DateTimeOffset now)
    {
        lock (_lock)
        {
            if (now > _filledAt)
            {
                _tokens = Math.Min(2 * perSecond, _tokens + ((now - _filledAt).TotalSeconds * perSecond));
                _filledAt = now;
            }

            if (_tokens < 1)
            {
                return false;
            }

            _tokens--;
            return true;
        }
    }
}
