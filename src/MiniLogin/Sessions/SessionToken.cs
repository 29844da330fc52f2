using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using MiniLogin.Apps;
using MiniLogin.Secrets;
using MiniLogin.WeChat;

namespace MiniLogin.Sessions;

/// <summary>
/// What a client presents: <c>id.secret</c>. The id is 16 characters of base32 (80 bits) and may be logged;
/// the secret is 256 bits as base64url, and only its SHA-256 is stored.
/// </summary>
public sealed class SessionToken
{
    internal const int IdLength = 16;
    internal const int SecretSize = 32;
    private const int SecretLength = 43;

    private static readonly SearchValues<char> IdAlphabet = SearchValues.Create(TokenDerivation.Base32);

    private readonly byte[] _secret;

    internal SessionToken(string id, byte[] secret)
    {
        Id = id;
        _secret = secret;
    }

    /// <summary>The session's id.</summary>
    public string Id { get; }

    /// <summary>The token, null when the text is not one: 60 characters, <c>id.secret</c>.</summary>
    public static SessionToken? Parse(string? text) =>
        text is { Length: IdLength + 1 + SecretLength } && text[IdLength] == '.'
            ? Parse(text[..IdLength], text[(IdLength + 1)..])
            : null;

    /// <summary>The token from its two parts, as a Wafer v1 client presents it; null when they are not one.</summary>
    public static SessionToken? Parse(string? id, string? secret)
    {
        if (id is null || secret is not { Length: SecretLength } || !IsId(id))
        {
            return null;
        }

        var bytes = new byte[SecretSize];
        return Base64Url.IsValid(secret) && Base64Url.TryDecodeFromChars(secret, bytes, out var length) && length == SecretSize
            ? new(id, bytes)
            : null;
    }

    /// <summary>Whether the text has the form of a session's id.</summary>
    public static bool IsId(string text) => text.Length == IdLength && !text.AsSpan().ContainsAnyExcept(IdAlphabet);

    /// <summary>The whole token: for the client it belongs to, and for nobody else.</summary>
    public string Reveal() => $"{Id}.{RevealSecret()}";

    /// <summary>The secret part: for the client it belongs to, and for nobody else.</summary>
    public string RevealSecret() => Base64Url.EncodeToString(_secret);

    /// <summary>The id alone.</summary>
    public override string ToString() => Id;

    internal byte[] SecretHash() => SHA256.HashData(_secret);

    internal bool Matches(ReadOnlySpan<byte> secretHash)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(_secret, hash);
        return CryptographicOperations.FixedTimeEquals(hash, secretHash);
    }
}

/// <summary>
/// A login's token follows from its code, so that the same login, sent twice, comes to the same session:
/// id = the first 80 bits of HMAC(token key, "id", appId.ToString(), code),
/// secret = HMAC(token key, "secret", appId.ToString(), code, nonce, salt). The salt lies in the row, the nonce with the client.
/// </summary>
internal static class TokenDerivation
{
    public const int SaltSize = 16;
    public const string Base32 = "abcdefghijklmnopqrstuvwxyz234567";

    private const int IdSize = 10;

    public static string Id(SecretKey tokenKey, AppId appId, WxCode code)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(tokenKey.Bytes.Span, LengthPrefixed.Join("id", appId.ToString(), code.Reveal()), mac);
        return ToBase32(mac[..IdSize]);
    }

    public static SessionToken Token(SecretKey tokenKey, AppId appId, WxCode code, string nonce, ReadOnlySpan<byte> salt)
    {
        var secret = HMACSHA256.HashData(tokenKey.Bytes.Span, LengthPrefixed.Join("secret", appId.ToString(), code.Reveal(), nonce, Convert.ToHexString(salt)));
        return new(Id(tokenKey, appId, code), secret);
    }

    private static string ToBase32(ReadOnlySpan<byte> bytes) => string.Create(bytes.Length * 8 / 5, bytes, static (text, bytes) =>
    {
        var buffer = 0;
        var bits = 0;
        var at = 0;
        foreach (var b in bytes)
        {
            buffer = (buffer << 8) | b;
            bits += 8;
            while (bits >= 5)
            {
                bits -= 5;
                text[at++] = Base32[(buffer >> bits) & 31];
            }
        }
    });
}
