using System.Text.Json.Serialization;

namespace MiniLogin.WeChat;

/// <summary>
/// https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/user-info/phone-number/getPhoneNumber.html.
/// countryCode is a number in the sample there and a string in the table.
/// </summary>
internal sealed record PhoneNumberAnswer(
    [property: JsonPropertyName("errcode"), JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] int? ErrCode,
    [property: JsonPropertyName("errmsg")] string? ErrMsg,
    [property: JsonPropertyName("phone_info")] PhoneNumberAnswer.Info? PhoneInfo) : IWeChatAnswer
{
    internal sealed record Info(
        [property: JsonPropertyName("phoneNumber")] string? PhoneNumber,
        [property: JsonPropertyName("purePhoneNumber")] string? PurePhoneNumber,
        [property: JsonPropertyName("countryCode"), JsonConverter(typeof(TextOrNumberConverter))] string? CountryCode,
        [property: JsonPropertyName("watermark")] Stamp? Watermark);

    internal sealed record Stamp([property: JsonPropertyName("appid")] string? AppId);
}
