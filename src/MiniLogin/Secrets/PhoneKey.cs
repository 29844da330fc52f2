using System.Security.Cryptography;
using System.Text;

namespace MiniLogin.Secrets;

/// <summary>
/// The key of an app with which the phone numbers of its users are hashed, so that an operator finds a user by number although the
/// table has no number in plain text. Without the key, the few phone numbers there are could all be tried. It is never rotated, because
/// the hashes stay in the table; rotating a data key changes none of them.
/// </summary>
internal sealed class PhoneKey
{
    /// <exception cref="ArgumentException">The key is not 32 bytes.</exception>
    public PhoneKey(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length != SecretKey.Size)
        {
            throw new ArgumentException($"A phone key must have {SecretKey.Size} bytes.", nameof(bytes));
        }

        Bytes = bytes;
    }

    internal ReadOnlyMemory<byte> Bytes { get; }

    public static PhoneKey New() => new(RandomNumberGenerator.GetBytes(SecretKey.Size));

    /// <summary>Returns the HMAC-SHA256 of a number in base64: 44 characters.</summary>
    /// <param name="number">The country code and the number, digits only: <c>8613900139000</c>.</param>
    public string Hash(string number) => Convert.ToBase64String(HMACSHA256.HashData(Bytes.Span, Encoding.ASCII.GetBytes(number)));

    public override string ToString() => "phone key";
}
