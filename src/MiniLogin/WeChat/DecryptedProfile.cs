using System.Text.Json.Serialization;

namespace MiniLogin.WeChat;

/// <summary>
/// The plaintext of encryptedData, and, without openId, unionId and watermark, of rawData.
/// https://developers.weixin.qq.com/miniprogram/dev/framework/open-ability/signature.html
/// </summary>
internal sealed record DecryptedProfile(
    [property: JsonPropertyName("openId")] string? OpenId,
    [property: JsonPropertyName("unionId")] string? UnionId,
    [property: JsonPropertyName("nickName")] string? NickName,
    [property: JsonPropertyName("avatarUrl")] string? AvatarUrl,
    [property: JsonPropertyName("gender")] int? Gender,
    [property: JsonPropertyName("language")] string? Language,
    [property: JsonPropertyName("city")] string? City,
    [property: JsonPropertyName("province")] string? Province,
    [property: JsonPropertyName("country")] string? Country,
    [property: JsonPropertyName("watermark")] DecryptedProfile.Mark? Watermark)
{
    internal sealed record Mark([property: JsonPropertyName("appid")] string? AppId);
}
