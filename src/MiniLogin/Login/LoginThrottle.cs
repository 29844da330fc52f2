using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using MiniLogin.Apps;
using MiniLogin.WeChat;

namespace MiniLogin.Login;

/// <summary>
/// What can be refused before WeChat is asked: logins of an app beyond a rate, and codes that WeChat has just called invalid.
/// In the memory of this environment alone; the stage's throttles and the limit by user hold across them.
/// There is no limit by address: a carrier puts thousands of phones behind one.
/// </summary>
internal sealed class LoginThrottle(MiniLoginOptions options)
{
    private const int MaxRemembered = 10_000;

    private static readonly TimeSpan RememberFor = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<AppId, TokenBucket> _buckets = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _rejected = new(StringComparer.Ordinal);

    /// <param name="refused">Why this login must not ask WeChat; null if it may.</param>
    public bool TryEnter(AppId appId, WxCode code, string? nonce, DateTimeOffset now, [NotNullWhen(false)] out LoginOutcome? refused)
    {
        if (_rejected.TryGetValue(Key(appId, code, nonce), out var until) && now < until)
        {
            refused = new LoginOutcome.CodeRejected();
            return false;
        }

        var bucket = _buckets.GetOrAdd(appId, _ => new(options.LoginsPerSecond, now));
        refused = bucket.TryTake(now) ? null : new LoginOutcome.TooManyLogins();
        return refused is null;
    }

    public void RememberRejected(AppId appId, WxCode code, string? nonce, DateTimeOffset now)
    {
        if (_rejected.Count >= MaxRemembered)
        {
            _rejected.Clear();
        }

        _rejected[Key(appId, code, nonce)] = now + RememberFor;
    }

    /// <summary>With the nonce: a caller without it must not lock out the caller who has it.</summary>
    private static string Key(AppId appId, WxCode code, string? nonce) => code.Hash(appId, nonce ?? "");
}

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
