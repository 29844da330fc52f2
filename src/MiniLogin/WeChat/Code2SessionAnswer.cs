using System.Text.Json.Serialization;

namespace MiniLogin.WeChat;

/// <summary>
/// https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/user-login/code2Session.html.
/// Success has no errcode; relays turn errcode into a string.
/// </summary>
internal sealed record Code2SessionAnswer(
    [property: JsonPropertyName("errcode"), JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] int? ErrCode,
    [property: JsonPropertyName("errmsg")] string? ErrMsg,
    [property: JsonPropertyName("openid")] string? OpenId,
    [property: JsonPropertyName("session_key")] string? SessionKey,
    [property: JsonPropertyName("unionid")] string? UnionId) : IWeChatAnswer;
