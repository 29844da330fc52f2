using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace MiniLogin.Secrets;

/// <summary>
/// The key from which the ids of persons are derived, the same for all apps of a deployment. So an id needs no row that two first logins
/// would have to agree on, and nothing of a person is left when the last user is deleted. Without the key, an id shows nothing of the
/// unionid, which in WeCom contains the userid and could be guessed. It is never rotated, because apps keep the ids.
/// </summary>
internal sealed partial class PersonKey
{
    private const int IdSize = 16;

    /// <exception cref="ArgumentException">The key is not 32 bytes.</exception>
    public PersonKey(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length != SecretKey.Size)
        {
            throw new ArgumentException($"A person key must have {SecretKey.Size} bytes.", nameof(bytes));
        }

        Bytes = bytes;
    }

    internal ReadOnlyMemory<byte> Bytes { get; }

    public static PersonKey New() => new(RandomNumberGenerator.GetBytes(SecretKey.Size));

    /// <summary>An id for a person without a unionid.</summary>
    public static string NewPersonId() => RandomNumberGenerator.GetHexString(2 * IdSize, lowercase: true);

    /// <summary>Returns the first 128 bits of HMAC-SHA256 of the unionid: 32 hexadecimal digits.</summary>
    public string PersonId(string unionId) => Convert.ToHexStringLower(HMACSHA256.HashData(Bytes.Span, Encoding.UTF8.GetBytes(unionId)).AsSpan(0, IdSize));

    [GeneratedRegex("^[0-9a-f]{32}\\z", RegexOptions.CultureInvariant)]
    public static partial Regex IdPattern();

    public override string ToString() => "person key";
}
