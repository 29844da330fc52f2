using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace MiniLogin.Playground.WeChatSimulator;

/// <summary>The result of wx.getUserInfo.</summary>
internal sealed record UserInfo(
    [property: JsonPropertyName("userInfo")] UserProfile Profile,
    string RawData, string Signature, string EncryptedData, string Iv)
{
    private const string HalfEmoji = "\\ud83d";

    /// <summary>A control character, a line break, and the first two of the four bytes of an emoji.</summary>
    private static readonly byte[] Damage = [0x14, (byte)'\n', 0xf0, 0x9f];

    /// <param name="isDamaged">The nickname was cut in the middle of an emoji.</param>
    public static UserInfo Seal(
        UserProfile profile, string appId, string openId, string? unionId, string sessionKey, DateTimeOffset now, bool isDamaged)
    {
        var rawData = JsonSerializer.Serialize(profile, WeChatAnswer.JsonOptions);
        var secret = new JsonObject { ["openId"] = openId };
        foreach (var (name, value) in JsonNode.Parse(rawData)!.AsObject())
        {
            secret[name] = value?.DeepClone();
        }

        if (unionId is not null)
        {
            secret["unionId"] = unionId;
        }

        secret["watermark"] = new JsonObject { ["timestamp"] = now.ToUnixTimeSeconds(), ["appid"] = appId };

        var plaintext = Encoding.UTF8.GetBytes(secret.ToJsonString(WeChatAnswer.JsonOptions));
        if (isDamaged)
        {
            rawData = rawData.Replace(profile.NickName, profile.NickName + HalfEmoji, StringComparison.Ordinal);
            var end = plaintext.AsSpan().IndexOf(Encoding.UTF8.GetBytes(profile.NickName)) + Encoding.UTF8.GetByteCount(profile.NickName);
            plaintext = [.. plaintext[..end], .. Damage, .. plaintext[end..]];
        }

        var (encryptedData, iv) = SessionKeys.Encrypt(plaintext, sessionKey);
        return new(profile, rawData, Sign(rawData, sessionKey), encryptedData, iv);
    }

    [SuppressMessage("Security", "CA5350:Do not use weak cryptographic algorithms", Justification = "The signature of WeChat uses SHA-1.")]
    private static string Sign(string rawData, string sessionKey) =>
        Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(rawData + sessionKey)));
}
