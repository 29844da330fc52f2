using System.Security.Cryptography;

namespace MiniLogin.WeChat;

/// <summary>
/// What a mini program gets encrypted with session_key: AES-128-CBC, PKCS #7, base64.
/// https://developers.weixin.qq.com/miniprogram/dev/framework/open-ability/signature.html. There is no MAC, so a caller must report
/// every failure in the same way.
/// </summary>
internal static class EncryptedData
{
    /// <summary>Returns the plaintext, or null if it cannot be decrypted.</summary>
    public static byte[]? Decrypt(string? encryptedData, string? iv, SessionKey sessionKey)
    {
        // A query string turns the '+' of base64 into ' ', and some mini programs send it that way.
        var data = FromBase64(encryptedData?.Replace(' ', '+'));
        var start = FromBase64(iv?.Replace(' ', '+'));
        if (data is null || start is not { Length: 16 })
        {
            return null;
        }

        try
        {
            using var aes = Aes.Create();
            aes.SetKey(sessionKey.Bytes.Span);
            return aes.DecryptCbc(data, start);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static byte[]? FromBase64(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }
}
