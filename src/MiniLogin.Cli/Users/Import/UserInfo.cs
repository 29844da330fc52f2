using System.Text;
using System.Text.Json;
using MiniLogin.WeChat;

namespace MiniLogin.Cli.Users.Import;

/// <summary>The column user_info: what WeChat's encryptedData held, as JSON, or as wafer's session server wrote it, that in base64.</summary>
internal static class UserInfo
{
    // Stands where the file was not UTF-8.
    private const char Undecodable = '\uFFFD';

    /// <param name="info">Null when nothing is known.</param>
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
            info = JsonSerializer.Deserialize(json, WeChatJson.Default.DecryptedProfile);
            return info is not null && !text.Contains(Undecodable, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            return false;
        }
    }
}
