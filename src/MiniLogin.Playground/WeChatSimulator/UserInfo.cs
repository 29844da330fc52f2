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
    public static UserInfo Seal(
        UserProfile profile, string appId, string openId, string? unionId, string sessionKey, DateTimeOffset now)
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

        using var aes = Aes.Create();
        aes.Key = Convert.FromBase64String(sessionKey);
        var iv = RandomNumberGenerator.GetBytes(16);
        var encrypted = aes.EncryptCbc(Encoding.UTF8.GetBytes(secret.ToJsonString(WeChatAnswer.JsonOptions)), iv);
        return new(profile, rawData, Sign(rawData, sessionKey), Convert.ToBase64String(encrypted), Convert.ToBase64String(iv));
    }

    [SuppressMessage("Security", "CA5350:Do not use weak cryptographic algorithms", Justification = "The signature of WeChat uses SHA-1.")]
    private static string Sign(string rawData, string sessionKey) =>
        Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(rawData + sessionKey)));
}
