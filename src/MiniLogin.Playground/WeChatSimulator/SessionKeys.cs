using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace MiniLogin.Playground.WeChatSimulator;

/// <summary>One session_key per user and app, as base64 of 16 bytes.</summary>
internal sealed class SessionKeys(TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3);

    private readonly ConcurrentDictionary<(string AppId, string OpenId), SessionKey> _keys = new();

    public string Current(string appId, string openId) => _keys.GetOrAdd((appId, openId), _ => New()).Text;

    public string? Find(string appId, string openId) => _keys.GetValueOrDefault((appId, openId))?.Text;

    /// <summary>The effect of wx.login: replaces a key older than three days, or any key if <paramref name="always"/>. The server is not notified.</summary>
    public void Renew(string appId, string openId, bool always)
    {
        var now = clock.GetUtcNow();
        _keys.AddOrUpdate((appId, openId), _ => New(), (_, key) => always || now - key.CreatedAt >= Lifetime ? New() : key);
    }

    /// <summary>Replaces the key immediately. The new key keeps the creation time of the old one.</summary>
    public string Reset(string appId, string openId) =>
        _keys.AddOrUpdate((appId, openId), _ => New(), (_, key) => key with { Text = NewText() }).Text;

    /// <summary>Encrypts what a mini program gets as encryptedData and iv, both base64.</summary>
    public static (string EncryptedData, string Iv) Encrypt(byte[] plaintext, string sessionKey)
    {
        using var aes = Aes.Create();
        aes.Key = Convert.FromBase64String(sessionKey);
        var iv = RandomNumberGenerator.GetBytes(16);
        return (Convert.ToBase64String(aes.EncryptCbc(plaintext, iv)), Convert.ToBase64String(iv));
    }

    private SessionKey New() => new(NewText(), clock.GetUtcNow());

    private static string NewText() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));

    private sealed record SessionKey(string Text, DateTimeOffset CreatedAt);
}
