using System.Buffers;
using System.Security.Cryptography;

namespace MiniLogin.Avatars;

/// <summary>
/// What a stored picture is called: SHA-256 of a random salt and its content, in hex, and its kind. So the same picture of
/// two users is stored twice, a name tells neither whose nor what picture it is, and the name of a removed one never comes back.
/// </summary>
internal sealed record AvatarName
{
    private const int HashLength = 2 * SHA256.HashSizeInBytes;
    private const int SaltSize = 16;

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    private readonly string _hash;

    private AvatarName(string hash, PictureKind kind)
    {
        _hash = hash;
        Kind = kind;
    }

    public PictureKind Kind { get; }

    public static AvatarName New(PictureKind kind, ReadOnlySpan<byte> picture)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(RandomNumberGenerator.GetBytes(SaltSize));
        sha.AppendData(picture);
        return new(Convert.ToHexStringLower(sha.GetHashAndReset()), kind);
    }

    /// <summary>The name; null when the text is none.</summary>
    public static AvatarName? Parse(string text) =>
        text.Length > HashLength + 1
        && text[HashLength] == '.'
        && !text.AsSpan(0, HashLength).ContainsAnyExcept(Hex)
        && PictureKind.OfExtension(text[(HashLength + 1)..]) is { } kind
            ? new(text[..HashLength], kind)
            : null;

    public override string ToString() => $"{_hash}.{Kind.Extension}";
}
