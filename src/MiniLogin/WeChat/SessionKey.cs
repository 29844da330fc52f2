using System.Security.Cryptography;
using System.Text;

namespace MiniLogin.WeChat;

/// <summary>
/// WeChat's session_key: 16 bytes, given as base64. Its base64 text, too, is a key: WeChat signs with it.
/// Whoever has it can forge encryptedData, so it has no text of its own.
/// </summary>
internal sealed class SessionKey
{
    private const int Size = 16;

    private SessionKey(string base64, byte[] bytes)
    {
        Base64 = base64;
        Bytes = bytes;
    }

    public string Base64 { get; }

    public ReadOnlyMemory<byte> Bytes { get; }

    public static SessionKey? Parse(string? base64)
    {
        var bytes = new byte[Size];
        return base64 is { Length: 24 } && Convert.TryFromBase64String(base64, bytes, out var length) && length == Size
            ? new(base64, bytes)
            : null;
    }

    /// <summary>As checksession and resetusersessionkey want it: the key is the base64 text, not the bytes.</summary>
    public string Sign(string message) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.ASCII.GetBytes(Base64), Encoding.UTF8.GetBytes(message)));

    public override string ToString() => "session_key";
}
