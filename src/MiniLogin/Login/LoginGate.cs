using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace MiniLogin.Login;

/// <summary>
/// What can be refused before WeChat is asked: logins of an app beyond a rate, and codes that WeChat has just called invalid.
/// In the memory of this environment alone; the stage's throttles and the limit by user hold across them.
/// There is no limit by address: a carrier puts thousands of phones behind one.
/// </summary>
internal sealed class LoginGate(MiniLoginOptions options)
{
    private const int MaxRemembered = 10_000;

    private static readonly TimeSpan RememberFor = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, TokenBucket> _buckets = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _rejected = new(StringComparer.Ordinal);

    /// <summary>Why this login goes no further; null when it may.</summary>
    public LoginOutcome? Refuse(string appId, LoginRequest request, DateTimeOffset now)
    {
        if (_rejected.TryGetValue(Key(appId, request), out var until) && now < until)
        {
            return new LoginOutcome.CodeRejected();
        }

        var bucket = _buckets.GetOrAdd(appId, _ => new(options.LoginsPerSecond, now));
        return bucket.TryTake(now) ? null : new LoginOutcome.TooManyLogins();
    }

    public void RememberRejected(string appId, LoginRequest request, DateTimeOffset now)
    {
        if (_rejected.Count >= MaxRemembered)
        {
            _rejected.Clear();
        }

        _rejected[Key(appId, request)] = now + RememberFor;
    }

    /// <summary>The nonce belongs to it: who lacks it must not lock out who has it.</summary>
    private static string Key(string appId, LoginRequest request) =>
        Convert.ToHexString(SHA256.HashData(LengthPrefixed.Join(appId, request.Code!, request.Nonce ?? "")));
}
