using System.Security.Cryptography;
using System.Text;

namespace MiniLogin.WeChat;

/// <summary>
/// WeChat's session_key: 16 bytes, sent as base64. The base64 text is a key too: WeChat signs with it.
/// Anyone who has it can forge encryptedData, so <see cref="ToString"/> does not show it.
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

    /// <summary>Signs as checksession and resetusersessionkey require. The HMAC key is the base64 text, not the bytes.</summary>
    public string Sign(string message) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.ASCII.GetBytes(Base64), Encoding.UTF8.GetBytes(message)));

    public override string ToString() => "session_key";
}
