using System.Text.Json.Serialization;

namespace MiniLogin.WeChat;

/// <summary>Of checksession, which has errcode and errmsg only, and of resetusersessionkey.</summary>
internal sealed record SessionKeyAnswer(
    [property: JsonPropertyName("errcode"), JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] int? ErrCode,
    [property: JsonPropertyName("errmsg")] string? ErrMsg,
    [property: JsonPropertyName("openid")] string? OpenId,
    [property: JsonPropertyName("session_key")] string? SessionKey) : IWeChatAnswer;
