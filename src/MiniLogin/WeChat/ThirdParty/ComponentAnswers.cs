using System.Text.Json.Serialization;
using MiniLogin.Apps;

namespace MiniLogin.WeChat.ThirdParty;

/// <summary>The body of every call of the third-party platform. Members that a call does not have are not written.</summary>
internal sealed class ComponentRequest(AppId component)
{
    [JsonPropertyName("component_appid")]
    public string Component => component.ToString();

    /// <summary>Of api_component_token.</summary>
    [JsonPropertyName("component_appsecret")]
    public string? Secret { get; init; }

    /// <summary>The same, of api_start_push_ticket.</summary>
    [JsonPropertyName("component_secret")]
    public string? PushSecret { get; init; }

    [JsonPropertyName("component_verify_ticket")]
    public string? Ticket { get; init; }

    [JsonPropertyName("authorization_code")]
    public string? AuthorizationCode { get; init; }

    [JsonPropertyName("authorizer_appid")]
    public string? AuthorizerAppId { get; init; }

    [JsonPropertyName("authorizer_refresh_token")]
    public string? RefreshToken { get; init; }

    [JsonPropertyName("offset")]
    public int? Offset { get; init; }

    [JsonPropertyName("count")]
    public int? Count { get; init; }
}

internal sealed record ComponentTokenAnswer(
    [property: JsonPropertyName("errcode")] int? ErrCode,
    [property: JsonPropertyName("errmsg")] string? ErrMsg,
    [property: JsonPropertyName("component_access_token")] string? Token,
    [property: JsonPropertyName("expires_in")] int? ExpiresIn) : IWeChatAnswer;

internal sealed record QueryAuthAnswer(
    [property: JsonPropertyName("errcode")] int? ErrCode,
    [property: JsonPropertyName("errmsg")] string? ErrMsg,
    [property: JsonPropertyName("authorization_info")] QueryAuthAnswer.Authorized? Info) : IWeChatAnswer
{
    internal sealed record Authorized(
        [property: JsonPropertyName("authorizer_appid")] string? AppId,
        [property: JsonPropertyName("authorizer_access_token")] string? AccessToken,
        [property: JsonPropertyName("expires_in")] int? ExpiresIn,
        [property: JsonPropertyName("authorizer_refresh_token")] string? RefreshToken);
}

internal sealed record AuthorizerTokenAnswer(
    [property: JsonPropertyName("errcode")] int? ErrCode,
    [property: JsonPropertyName("errmsg")] string? ErrMsg,
    [property: JsonPropertyName("authorizer_access_token")] string? AccessToken,
    [property: JsonPropertyName("expires_in")] int? ExpiresIn,
    [property: JsonPropertyName("authorizer_refresh_token")] string? RefreshToken) : IWeChatAnswer;

internal sealed record AuthorizerListAnswer(
    [property: JsonPropertyName("errcode")] int? ErrCode,
    [property: JsonPropertyName("errmsg")] string? ErrMsg,
    [property: JsonPropertyName("total_count")] int? Total,
    [property: JsonPropertyName("list")] IReadOnlyList<AuthorizerListAnswer.Merchant>? Merchants) : IWeChatAnswer
{
    internal sealed record Merchant(
        [property: JsonPropertyName("authorizer_appid")] string? AppId,
        [property: JsonPropertyName("refresh_token")] string? RefreshToken);
}

internal sealed record AuthorizerInfoAnswer(
    [property: JsonPropertyName("errcode")] int? ErrCode,
    [property: JsonPropertyName("errmsg")] string? ErrMsg,
    [property: JsonPropertyName("authorizer_info")] AuthorizerInfoAnswer.Account? Info) : IWeChatAnswer
{
    /// <param name="Status">1 normal, 14 cancelled, 16 banned, 18 warned, 19 frozen.</param>
    internal sealed record Account(
        [property: JsonPropertyName("nick_name"), JsonConverter(typeof(OptionalTextConverter))] string? Name,
        [property: JsonPropertyName("account_status"), JsonConverter(typeof(OptionalIntegerConverter))] int? Status);
}

internal sealed record PlainAnswer(
    [property: JsonPropertyName("errcode")] int? ErrCode,
    [property: JsonPropertyName("errmsg")] string? ErrMsg) : IWeChatAnswer;

[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowReadingFromString, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ComponentRequest))]
[JsonSerializable(typeof(ComponentTokenAnswer))]
[JsonSerializable(typeof(QueryAuthAnswer))]
[JsonSerializable(typeof(AuthorizerTokenAnswer))]
[JsonSerializable(typeof(AuthorizerListAnswer))]
[JsonSerializable(typeof(AuthorizerInfoAnswer))]
[JsonSerializable(typeof(PlainAnswer))]
internal sealed partial class ComponentJson : JsonSerializerContext;
