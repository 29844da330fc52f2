using System.Text.Json.Serialization;
using MiniLogin.Apps;

namespace MiniLogin.WeChat;

/// <summary>Members that every answer of WeChat may have.</summary>
internal interface IWeChatAnswer
{
    /// <summary>Absent or 0 on success.</summary>
    int? ErrCode { get; }

    /// <summary>Never shown to a client.</summary>
    string? ErrMsg { get; }
}

/// <summary>
/// https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/user-login/code2Session.html.
/// On success there is no errcode.
/// </summary>
internal sealed record Code2SessionAnswer(
    [property: JsonPropertyName("errcode")] int? ErrCode,
    [property: JsonPropertyName("errmsg")] string? ErrMsg,
    [property: JsonPropertyName("openid")] string? OpenId,
    [property: JsonPropertyName("session_key")] string? SessionKey,
    [property: JsonPropertyName("unionid")] string? UnionId) : IWeChatAnswer;

/// <summary>
/// The answer of stable_token, https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/mp-access-token/getStableAccessToken.html,
/// and of WeCom's gettoken, https://developer.work.weixin.qq.com/document/path/91039, which has the errcode 0 on success.
/// </summary>
internal sealed record TokenAnswer(
    [property: JsonPropertyName("errcode")] int? ErrCode,
    [property: JsonPropertyName("errmsg")] string? ErrMsg,
    [property: JsonPropertyName("access_token")] string? AccessToken,
    [property: JsonPropertyName("expires_in")] int? ExpiresIn) : IWeChatAnswer
{
    public IssuedToken ToIssued() => new(AccessToken, ExpiresIn);
}

/// <summary>https://developer.work.weixin.qq.com/document/path/91507. There is no openid and no unionid.</summary>
internal sealed record WeComSessionAnswer(
    [property: JsonPropertyName("errcode")] int? ErrCode,
    [property: JsonPropertyName("errmsg")] string? ErrMsg,
    [property: JsonPropertyName("corpid")] string? CorpId,
    [property: JsonPropertyName("userid")] string? UserId,
    [property: JsonPropertyName("session_key")] string? SessionKey) : IWeChatAnswer;

/// <summary>
/// https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/user-info/phone-number/getPhoneNumber.html.
/// countryCode is a number in the sample on that page and a string in its table.
/// </summary>
internal sealed record PhoneNumberAnswer(
    [property: JsonPropertyName("errcode")] int? ErrCode,
    [property: JsonPropertyName("errmsg")] string? ErrMsg,
    [property: JsonPropertyName("phone_info")] PhoneNumberAnswer.Info? PhoneInfo) : IWeChatAnswer
{
    internal sealed record Info(
        [property: JsonPropertyName("phoneNumber"), JsonConverter(typeof(OptionalTextConverter))] string? PhoneNumber,
        [property: JsonPropertyName("purePhoneNumber"), JsonConverter(typeof(OptionalTextConverter))] string? PurePhoneNumber,
        [property: JsonPropertyName("countryCode"), JsonConverter(typeof(OptionalTextConverter))] string? CountryCode,
        [property: JsonPropertyName("watermark")] Stamp? Watermark)
    {
        /// <summary>Whether it has a number, for this app.</summary>
        public bool IsFor(AppId appId) =>
            this is { PhoneNumber.Length: > 0 and <= 32, PurePhoneNumber.Length: > 0 and <= 32, CountryCode.Length: > 0 and <= 8 } && Watermark?.AppId == appId.ToString();
    }

    /// <param name="Timestamp">When the user tapped the button, in epoch seconds.</param>
    internal sealed record Stamp(
        [property: JsonPropertyName("appid")] string? AppId,
        [property: JsonPropertyName("timestamp"), JsonConverter(typeof(OptionalTextConverter))] string? Timestamp);
}

/// <summary>The answer of checksession, which has only errcode and errmsg, and of resetusersessionkey.</summary>
internal sealed record SessionKeyAnswer(
    [property: JsonPropertyName("errcode")] int? ErrCode,
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

/// <summary>Relays turn numbers into strings.</summary>
[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(Code2SessionAnswer))]
[JsonSerializable(typeof(DecryptedProfile))]
[JsonSerializable(typeof(StableTokenRequest))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(WeComSessionAnswer))]
[JsonSerializable(typeof(PhoneNumberRequest))]
[JsonSerializable(typeof(PhoneNumberAnswer))]
[JsonSerializable(typeof(PhoneNumberAnswer.Info))]
[JsonSerializable(typeof(SessionKeyAnswer))]
internal sealed partial class WeChatJson : JsonSerializerContext;
