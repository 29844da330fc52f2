using System.Globalization;
using System.Text.Json;
using MiniLogin.Apps;

namespace MiniLogin.WeChat;

/// <summary>
/// Verifies the phone number that base libraries before 2.21.2 send as encryptedData and iv
/// (https://developers.weixin.qq.com/miniprogram/dev/framework/open-ability/deprecatedGetPhoneNumber.html). It names no user: whose number
/// it is follows from whose session_key opens it. Every failure is reported in the same way.
/// </summary>
internal static class PhoneProof
{
    /// <summary>
    /// How far the time of the tap may differ from the time here, as long as a code is valid. The same data could otherwise be sent again
    /// for as long as its session_key is kept.
    /// </summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(5);

    /// <summary>Returns the number, or null if something does not verify.</summary>
    public static PhoneNumberAnswer.Info? Verify(string encryptedData, string iv, AppId appId, SessionKey sessionKey, DateTimeOffset now) =>
        EncryptedData.Decrypt(encryptedData, iv, sessionKey) is { } json
        && Read(json) is { } info
        && info.IsFor(appId)
        && IsConsistent(info)
        && long.TryParse(info.Watermark?.Timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && Math.Abs(now.ToUnixTimeSeconds() - seconds) <= (long)MaxAge.TotalSeconds
            ? info
            : null;

    /// <summary>Without a MAC, whoever has one valid message can change parts of it, but not both numbers alike.</summary>
    private static bool IsConsistent(PhoneNumberAnswer.Info info) =>
        info.PurePhoneNumber!.All(char.IsAsciiDigit) && info.CountryCode!.All(char.IsAsciiDigit) && info.PhoneNumber!.EndsWith(info.PurePhoneNumber!, StringComparison.Ordinal);

    /// <summary>Strict, because nothing in it is a free text that could be damaged on its way.</summary>
    private static PhoneNumberAnswer.Info? Read(byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, WeChatJson.Default.Info);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
