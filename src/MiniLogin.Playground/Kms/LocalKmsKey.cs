using System.Security.Cryptography;
using System.Text;
using MiniLogin.Secrets;

namespace MiniLogin.Playground.Kms;

/// <summary>
/// The only key of the simulated KMS. For local use only: it is derived from a constant in this file, so that a restarted
/// Playground can decrypt what it encrypted before. Anyone who has a ciphertext can therefore decrypt it.
/// AES-256-GCM. A ciphertext is marker, nonce, tag and encrypted bytes. The encryption context is authenticated.
/// </summary>
internal static class LocalKmsKey
{
    public const string Id = "6d696e69-6c6f-4769-8e6c-6f63616c6b65";
    public const string Arn = $"arn:aws:kms:us-east-1:000000000000:key/{Id}";
    public const string Alias = "alias/minilogin-local";

    private const string AliasArn = $"arn:aws:kms:us-east-1:000000000000:{Alias}";

    private static readonly byte[] Key = HKDF.DeriveKey(HashAlgorithmName.SHA256, "MiniLogin Playground"u8.ToArray(), 32, info: "kms"u8.ToArray());
    private static readonly int OverheadSize = Marker.Length + AesGcm.NonceByteSizes.MaxSize + AesGcm.TagByteSizes.MaxSize;

    /// <summary>Distinguishes these ciphertexts from those of the real KMS.</summary>
    private static ReadOnlySpan<byte> Marker => "minilogin-playground-kms:1:"u8;

    /// <summary>Whether this id, ARN or alias names the key, as in KMS.</summary>
    public static bool IsNamed(string keyId) => keyId is Id or Arn or Alias or AliasArn;

    /// <summary>Whether the ciphertext begins with the marker of this key.</summary>
    public static bool IsCiphertext(ReadOnlySpan<byte> bytes) => bytes.Length >= OverheadSize && bytes.StartsWith(Marker);

    public static byte[] Encrypt(ReadOnlySpan<byte> plaintext, IReadOnlyDictionary<string, string> context)
    {
        var ciphertext = new byte[OverheadSize + plaintext.Length];
        Marker.CopyTo(ciphertext);
        var parts = new Parts(ciphertext);
        RandomNumberGenerator.Fill(parts.Nonce);
        using var aes = new AesGcm(Key, AesGcm.TagByteSizes.MaxSize);
        aes.Encrypt(parts.Nonce, plaintext, parts.Encrypted, parts.Tag, Authenticated(context));
        return ciphertext;
    }

    /// <summary>Returns null if the ciphertext is not of this key, was changed, or has another encryption context.</summary>
    public static byte[]? Decrypt(byte[] ciphertext, IReadOnlyDictionary<string, string> context)
    {
        if (!IsCiphertext(ciphertext))
        {
            return null;
        }

        var parts = new Parts(ciphertext);
        var plaintext = new byte[parts.Encrypted.Length];
        using var aes = new AesGcm(Key, AesGcm.TagByteSizes.MaxSize);
        try
        {
            aes.Decrypt(parts.Nonce, parts.Encrypted, parts.Tag, plaintext, Authenticated(context));
            return plaintext;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static byte[] Authenticated(IReadOnlyDictionary<string, string> context) =>
        LengthPrefixed.Join([Encoding.UTF8.GetString(Marker), .. context.OrderBy(pair => pair.Key, StringComparer.Ordinal).SelectMany(pair => new[] { pair.Key, pair.Value })]);

    private readonly ref struct Parts(Span<byte> ciphertext)
    {
        public Span<byte> Nonce { get; } = ciphertext.Slice(Marker.Length, AesGcm.NonceByteSizes.MaxSize);

        public Span<byte> Tag { get; } = ciphertext.Slice(Marker.Length + AesGcm.NonceByteSizes.MaxSize, AesGcm.TagByteSizes.MaxSize);

        public Span<byte> Encrypted { get; } = ciphertext[OverheadSize..];
    }
}
