using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using MiniLogin.Apps;
using MiniLogin.WeChat;

namespace MiniLogin.Login;

/// <summary>
/// Rejects logins before WeChat is called: an app's logins above its rate, and codes that WeChat has just rejected as invalid.
/// Uses only the memory of this environment. The stage's throttles and the limit per user apply across environments.
/// There is no limit per IP address, because a carrier puts thousands of phones behind one address.
/// </summary>
internal sealed class LoginThrottle(MiniLoginOptions options)
{
    private const int MaxRemembered = 10_000;

    private static readonly TimeSpan RememberFor = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<AppId, TokenBucket> _buckets = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _rejected = new(StringComparer.Ordinal);

    /// <param name="refused">The outcome if WeChat must not be called; otherwise null.</param>
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

    /// <summary>Includes the nonce, so that a caller who does not know it cannot lock out the caller who does.</summary>
    private static string Key(AppId appId, WxCode code, string? nonce) => code.Hash(appId, nonce ?? "");
}

/// <summary>A token bucket that holds at most the tokens of two seconds.</summary>
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
