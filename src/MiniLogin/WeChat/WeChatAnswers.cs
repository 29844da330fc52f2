using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniLogin.WeChat;

/// <summary>Members that every answer of WeChat may have.</summary>
internal interface IWeChatAnswer
{
    /// <summary>Absent or 0 on success. Relays turn it into a string.</summary>
    int? ErrCode { get; }

    /// <summary>Never shown to a client.</summary>
    string? ErrMsg { get; }
}

/// <summary>
/// https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/user-login/code2Session.html.
/// On success there is no errcode. Relays turn errcode into a string.
/// </summary>
internal sealed record Code2SessionAnswer(
    [property: JsonPropertyName("errcode"), JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] int? ErrCode,
    [property: JsonPropertyName("errmsg")] string? ErrMsg,
    [property: JsonPropertyName("openid")] string? OpenId,
    [property: JsonPropertyName("session_key")] string? SessionKey,
    [property: JsonPropertyName("unionid")] string? UnionId) : IWeChatAnswer;

/// <summary>https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/mp-access-token/getStableAccessToken.html</summary>
internal sealed record StableTokenAnswer(
    [property: JsonPropertyName("errcode"), JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] int? ErrCode,
    [property: JsonPropertyName("errmsg")] string? ErrMsg,
    [property: JsonPropertyName("access_token")] string? AccessToken,
    [property: JsonPropertyName("expires_in")] int? ExpiresIn) : IWeChatAnswer;

/// <summary>
/// https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/user-info/phone-number/getPhoneNumber.html.
/// countryCode is a number in the sample on that page and a string in its table.
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

/// <summary>The answer of checksession, which has only errcode and errmsg, and of resetusersessionkey.</summary>
internal sealed record SessionKeyAnswer(
    [property: JsonPropertyName("errcode"), JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] int? ErrCode,
    [property: JsonPropertyName("errmsg")] string? ErrMsg,
    [property: JsonPropertyName("openid")] string? OpenId,
    [property: JsonPropertyName("session_key")] string? SessionKey) : IWeChatAnswer;

/// <summary>Normal mode: any number of servers may ask, and all get the same current token.</summary>
internal sealed class StableTokenRequest(string appId, string secret)
{
    [JsonPropertyName("grant_type")]
    public string GrantType { get; } = "client_credential";

    [JsonPropertyName("appid")]
    public string AppId => appId;

    [JsonPropertyName("secret")]
    public string Secret => secret;

    [JsonPropertyName("force_refresh")]
    public bool ForceRefresh { get; }
}

/// <summary>With the openid, WeChat rejects the code of another user.</summary>
internal sealed class PhoneNumberRequest(string code, string openId)
{
    [JsonPropertyName("code")]
    public string Code => code;

    [JsonPropertyName("openid")]
    public string OpenId => openId;
}

/// <summary>Reads a string, or a number as a string.</summary>
internal sealed class TextOrNumberConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Number when reader.TryGetInt32(out var number) => number.ToString(CultureInfo.InvariantCulture),
        _ => throw new JsonException("Expected a string or an integer."),
    };

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

[JsonSerializable(typeof(Code2SessionAnswer))]
[JsonSerializable(typeof(DecryptedProfile))]
[JsonSerializable(typeof(StableTokenRequest))]
[JsonSerializable(typeof(StableTokenAnswer))]
[JsonSerializable(typeof(PhoneNumberRequest))]
[JsonSerializable(typeof(PhoneNumberAnswer))]
[JsonSerializable(typeof(SessionKeyAnswer))]
internal sealed partial class WeChatJson : JsonSerializerContext;
