using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MiniLogin.Secrets;

/// <summary>
/// Encrypts secrets in a user's row: AES-256-GCM with HKDF(data key, userKey) and a random 96-bit nonce. A sealed value is bound to
/// its version, purpose, key and user, so it cannot be opened in another place.
/// Layout: version 1 byte, length of key id 1 byte, key id, nonce 12, tag 16, ciphertext.
/// </summary>
internal static class UserSeal
{
    public const string SessionKeyPurpose = "session_key";
    public const string PhonePurpose = "phone";

    /// <summary>For values of an app: the app id is used instead of the userKey.</summary>
    public const string AccessTokenPurpose = "access_token";
    public const string RefreshTokenPurpose = "authorizer_refresh_token";

    private const byte Version = 1;
    private const int NonceSize = 12;
    private const int TagSize = 16;

    public static byte[] Seal(SecretKey key, string purpose, string userKey, ReadOnlySpan<byte> plaintext)
    {
        var keyId = Encoding.UTF8.GetBytes(key.Id);
        var head = 2 + keyId.Length;
        var output = new byte[head + NonceSize + TagSize + plaintext.Length];
        output[0] = Version;
        output[1] = (byte)keyId.Length;
        keyId.CopyTo(output, 2);
        var nonce = output.AsSpan(head, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = Cipher(key, userKey);
        aes.Encrypt(nonce, plaintext, output.AsSpan(head + NonceSize + TagSize), output.AsSpan(head + NonceSize, TagSize), Context(purpose, key.Id, userKey));
        return output;
    }

    /// <summary>Returns the plaintext, or null if the key is not in the list or the value was not sealed for this purpose and user.</summary>
    public static byte[]? Open(IReadOnlyList<SecretKey> keys, string purpose, string userKey, ReadOnlySpan<byte> @sealed)
    {
        if (@sealed.Length < 2 || @sealed[0] != Version || @sealed.Length < 2 + @sealed[1] + NonceSize + TagSize)
        {
            return null;
        }

        var head = 2 + @sealed[1];
        var keyId = Encoding.UTF8.GetString(@sealed[2..head]);
        if (keys.FirstOrDefault(k => k.Id == keyId) is not { } key)
        {
            return null;
        }

        var plaintext = new byte[@sealed.Length - head - NonceSize - TagSize];
        try
        {
            using var aes = Cipher(key, userKey);
            aes.Decrypt(@sealed.Slice(head, NonceSize), @sealed[(head + NonceSize + TagSize)..], @sealed.Slice(head + NonceSize, TagSize), plaintext, Context(purpose, keyId, userKey));
            return plaintext;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    /// <summary>Returns the id of the key that sealed the value, or null if the bytes are not a sealed value.</summary>
    public static string? KeyId(ReadOnlySpan<byte> @sealed) =>
        @sealed.Length < 2 || @sealed[0] != Version || @sealed.Length < 2 + @sealed[1] ? null : Encoding.UTF8.GetString(@sealed.Slice(2, @sealed[1]));

    private static AesGcm Cipher(SecretKey key, string userKey)
    {
        Span<byte> derived = stackalloc byte[SecretKey.Size];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key.Bytes.Span, derived, salt: [], info: Encoding.UTF8.GetBytes(userKey));
        return new AesGcm(derived, TagSize);
    }

    private static byte[] Context(string purpose, string keyId, string userKey) => LengthPrefixed.Join("minilogin.seal.1", purpose, keyId, userKey);
}

/// <summary>Joins fields so that different lists of fields always give different bytes.</summary>
internal static class LengthPrefixed
{
    public static byte[] Join(params ReadOnlySpan<string> fields)
    {
        var length = 0;
        foreach (var field in fields)
        {
            length += sizeof(int) + Encoding.UTF8.GetByteCount(field);
        }

        var joined = new byte[length];
        var rest = joined.AsSpan();
        foreach (var field in fields)
        {
            var size = Encoding.UTF8.GetBytes(field, rest[sizeof(int)..]);
            BinaryPrimitives.WriteInt32BigEndian(rest, size);
            rest = rest[(sizeof(int) + size)..];
        }

        return joined;
    }
}
