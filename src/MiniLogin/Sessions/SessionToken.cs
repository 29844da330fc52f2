using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;

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

    internal bool Fits(ReadOnlySpan<byte> secretHash)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(_secret, hash);
        return CryptographicOperations.FixedTimeEquals(hash, secretHash);
    }
}
