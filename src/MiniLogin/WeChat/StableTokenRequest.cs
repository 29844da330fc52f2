using System.Text.Json.Serialization;

namespace MiniLogin.WeChat;

/// <summary>Normal mode: any number of servers ask, and all get the one token that is current.</summary>
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
