using System.Buffers.Text;
using System.Security.Cryptography;

namespace MiniLogin.Playground.WeChatSimulator;

/// <summary>Stable access_tokens. They are valid for two hours and renewed in the last five minutes, while the old one still works.</summary>
internal sealed class AccessTokens(TimeProvider clock)
{
    private const int ForcedPerDay = 20;
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(7200);
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan BetweenForced = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly List<Token> _tokens = [];
    private readonly Dictionary<string, (DateTimeOffset LastAt, int Today)> _forced = new(StringComparer.Ordinal);

    /// <summary>Returns the token and its remaining lifetime in seconds, or null when the daily quota of forced refreshes is used up.</summary>
    public (string Token, int ExpiresIn)? Issue(string appId, bool force)
    {
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            _tokens.RemoveAll(token => now - token.ExpiresAt >= TimeSpan.FromDays(1));
            if (force && !TryForce(appId, now))
            {
                return null;
            }

            var token = _tokens.FindLast(token => token.AppId == appId);
            if (token is null || token.ExpiresAt - now <= Overlap)
            {
                token = new Token(NewText(), appId, now + Lifetime);
                _tokens.Add(token);
            }

            return (token.Text, (int)(token.ExpiresAt - now).TotalSeconds);
        }
    }

    /// <summary>Returns the errcode for this token, 0 if it is valid, and the app that it belongs to.</summary>
    public int Check(string? text, out string appId)
    {
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            var token = _tokens.Find(token => token.Text == text);
            appId = token?.AppId ?? "";
            return string.IsNullOrEmpty(text) ? WeChatErrors.AccessTokenMissing
                : token is null ? WeChatErrors.InvalidCredential
                : token.ExpiresAt <= now ? WeChatErrors.AccessTokenExpired
                : 0;
        }
    }

    // A second forced refresh within 30 seconds returns the current token.
    private bool TryForce(string appId, DateTimeOffset now)
    {
        var (lastAt, today) = _forced.GetValueOrDefault(appId);
        if (now - lastAt < BetweenForced)
        {
            return true;
        }

        today = DayInChina(now) == DayInChina(lastAt) ? today : 0;
        if (today >= ForcedPerDay)
        {
            return false;
        }

        _forced[appId] = (now, today + 1);
        _tokens.RemoveAll(token => token.AppId == appId);
        return true;
    }

    private static DateTime DayInChina(DateTimeOffset time) => time.UtcDateTime.AddHours(8).Date;

    private static string NewText() => $"88_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(114))}";

    private sealed record Token(string Text, string AppId, DateTimeOffset ExpiresAt);
}
