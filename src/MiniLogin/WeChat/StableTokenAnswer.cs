using System.Text.Json.Serialization;

namespace MiniLogin.WeChat;

/// <summary>https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/mp-access-token/getStableAccessToken.html</summary>
internal sealed record StableTokenAnswer(
    [property: JsonPropertyName("errcode"), JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] int? ErrCode,
    [property: JsonPropertyName("errmsg")] string? ErrMsg,
    [property: JsonPropertyName("access_token")] string? AccessToken,
    [property: JsonPropertyName("expires_in")] int? ExpiresIn) : IWeChatAnswer;
