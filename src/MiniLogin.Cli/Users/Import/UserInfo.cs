using System.Text;
using System.Text.Json;
using MiniLogin.WeChat;

namespace MiniLogin.Cli.Users.Import;

/// <summary>Parses the column user_info: the decrypted encryptedData as JSON, or in base64 as Wafer 1 wrote it.</summary>
internal static class UserInfo
{
    // The replacement character for invalid UTF-8.
    private const char Undecodable = '\uFFFD';

    /// <param name="info">Null if the column is empty.</param>
    public static bool TryParse(string? text, out DecryptedProfile? info)
    {
        info = null;
        if (string.IsNullOrWhiteSpace(text))
        {
            return true;
        }

        try
        {
            var json = text.TrimStart().StartsWith('{') ? Encoding.UTF8.GetBytes(text) : Convert.FromBase64String(text);
            info = LenientJson.Read(json, WeChatJson.Default.DecryptedProfile);
            return info is not null && !text.Contains(Undecodable, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            return false;
        }
    }
}
