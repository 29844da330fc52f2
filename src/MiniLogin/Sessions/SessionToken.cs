using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using MiniLogin.Apps;
using MiniLogin.Secrets;
using MiniLogin.WeChat;

namespace MiniLogin.Sessions;

/// <summary>
/// The token that a client sends: <c>id.secret</c>. The id is 16 characters of base32 (80 bits) and may be logged.
/// The secret is 256 bits as base64url; only its SHA-256 is stored.
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

    /// <summary>Returns the token, or null if the text is not one: 60 characters, <c>id.secret</c>.</summary>
    public static SessionToken? Parse(string? text) =>
        text is { Length: IdLength + 1 + SecretLength } && text[IdLength] == '.'
            ? Parse(text[..IdLength], text[(IdLength + 1)..])
            : null;

    /// <summary>Returns the token from its two parts, as a Wafer v1 client sends it, or null if they are malformed.</summary>
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

    /// <summary>Returns whether the text has the format of a session id.</summary>
    public static bool IsId(string text) => text.Length == IdLength && !text.AsSpan().ContainsAnyExcept(IdAlphabet);

    /// <summary>Returns the whole token. Show it only to the client that it belongs to.</summary>
    public string Reveal() => $"{Id}.{RevealSecret()}";

    /// <summary>Returns the secret. Show it only to the client that it belongs to.</summary>
    public string RevealSecret() => Base64Url.EncodeToString(_secret);

    /// <summary>Returns only the id.</summary>
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
/// Derives a login's token from its code, so that a login that is sent twice gets the same session:
/// id = the first 80 bits of HMAC(token key, "id", appId, code),
/// secret = HMAC(token key, "secret", appId, code, nonce, salt). The salt is stored in the row; the client keeps the nonce.
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
