using System.Security.Cryptography;
using MiniLogin.Apps;

namespace MiniLogin.Sessions;

/// <summary>
/// A login's token follows from its code, so that the same login, sent twice, comes to the same session:
/// id = the first 80 bits of HMAC(token key, "id", appId, code),
/// secret = HMAC(token key, "secret", appId, code, nonce, salt). The salt lies in the row, the nonce with the client.
/// </summary>
internal static class TokenDerivation
{
    public const int SaltSize = 16;
    public const string Base32 = "abcdefghijklmnopqrstuvwxyz234567";

    private const int IdSize = 10;

    public static string Id(SecretKey tokenKey, string appId, string code)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(tokenKey.Bytes.Span, LengthPrefixed.Join("id", appId, code), mac);
        return ToBase32(mac[..IdSize]);
    }

    public static SessionToken Token(SecretKey tokenKey, string appId, string code, string nonce, ReadOnlySpan<byte> salt)
    {
        var secret = HMACSHA256.HashData(tokenKey.Bytes.Span, LengthPrefixed.Join("secret", appId, code, nonce, Convert.ToHexString(salt)));
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
