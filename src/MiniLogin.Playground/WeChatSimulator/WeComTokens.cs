using System.Buffers.Text;
using System.Security.Cryptography;

namespace MiniLogin.Playground.WeChatSimulator;

/// <summary>access_tokens of WeCom. An app gets the same one for two hours.</summary>
internal sealed class WeComTokens(TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(7200);

    private readonly Lock _lock = new();
    private readonly List<Token> _tokens = [];

    /// <summary>Returns the token and its remaining lifetime in seconds.</summary>
    public (string Token, int ExpiresIn) Issue(WeComApp app)
    {
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            _tokens.RemoveAll(token => now - token.ExpiresAt >= TimeSpan.FromDays(1));
            var token = _tokens.FindLast(token => token.App == app && token.ExpiresAt > now);
            if (token is null)
            {
                token = new Token(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(160)), app, now + Lifetime);
                _tokens.Add(token);
            }

            return (token.Text, (int)(token.ExpiresAt - now).TotalSeconds);
        }
    }

    /// <summary>Ends all tokens before their time.</summary>
    public void Revoke()
    {
        lock (_lock)
        {
            _tokens.Clear();
        }
    }

    /// <summary>Returns the errcode for this token, 0 if it is valid, and the app that it belongs to.</summary>
    public int Check(string? text, out WeComApp? app)
    {
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            var token = _tokens.Find(token => token.Text == text);
            app = token?.App;
            return string.IsNullOrEmpty(text) ? WeChatErrors.AccessTokenMissing
                : token is null ? WeChatErrors.InvalidAccessToken
                : token.ExpiresAt <= now ? WeChatErrors.AccessTokenExpired
                : 0;
        }
    }

    private sealed record Token(string Text, WeComApp App, DateTimeOffset ExpiresAt);
}
