using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace MiniLogin.WeChat.ThirdParty;

/// <summary>
/// The signature and encryption of WeChat's pushes.
/// https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/Technical_Plan.html
/// </summary>
internal static class PushMessage
{
    /// <summary>WeChat pads to blocks of 32 bytes, so a padding is 1 to 32 bytes long. That of AES ends at 16.</summary>
    private const int PaddingBlock = 32;

    private const int RandomSize = 16;

    /// <summary>The msg_signature: SHA-1, in hex, of these four, sorted by their bytes and joined.</summary>
    public static string Sign(string token, string timestamp, string nonce, string encrypt)
    {
        string[] parts = [token, timestamp, nonce, encrypt];
        Array.Sort(parts, string.CompareOrdinal);
#pragma warning disable CA5350 // WeChat signs with SHA-1.
        return Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(string.Concat(parts))));
#pragma warning restore CA5350
    }

    /// <summary>Compares in constant time.</summary>
    public static bool IsSigned(string signature, string token, string timestamp, string nonce, string encrypt) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Sign(token, timestamp, nonce, encrypt)), Encoding.UTF8.GetBytes(signature));

    /// <summary>Returns the message, or null if it cannot be decrypted with this key or is for another component.</summary>
    public static string? Decrypt(string encrypt, EncodingAesKey key, string appId)
    {
        var data = new byte[encrypt.Length];
        if (!Convert.TryFromBase64String(encrypt, data, out var length) || length == 0 || length % RandomSize != 0)
        {
            return null;
        }

        using var aes = Aes.Create();
        aes.SetKey(key.Bytes.Span);
        var plain = aes.DecryptCbc(data.AsSpan(0, length), key.Bytes.Span[..RandomSize], PaddingMode.None);
        var padding = plain[^1];
        if (padding is 0 or > PaddingBlock || padding > plain.Length || plain.AsSpan(^padding..).ContainsAnyExcept(padding))
        {
            return null;
        }

        // 16 random bytes, the length of the message in 4 bytes, the message, and the appid to the end.
        var body = plain.AsSpan(..^padding);
        if (body.Length < RandomSize + sizeof(int))
        {
            return null;
        }

        var size = BinaryPrimitives.ReadUInt32BigEndian(body[RandomSize..]);
        body = body[(RandomSize + sizeof(int))..];
        return size <= body.Length && body[(int)size..].SequenceEqual(Encoding.UTF8.GetBytes(appId)) ? Encoding.UTF8.GetString(body[..(int)size]) : null;
    }

    /// <summary>Returns the root element of a push, or null if the text is not such XML. DTDs are refused, so no entity is ever resolved.</summary>
    public static XElement? Parse(string xml)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(xml), new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = 64 * 1024, IgnoreComments = true });
            return XElement.Load(reader) is { } root && root.Name == "xml" ? root : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>The text of an element that is there once; null otherwise.</summary>
    public static string? Text(this XElement root, string name)
    {
        var found = root.Elements(name).Take(2).ToList();
        return found is [{ HasElements: false } one] ? one.Value.Trim() : null;
    }
}
