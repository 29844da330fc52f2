using System.Text.Json.Serialization;

namespace MiniLogin.WeChat;

internal sealed class PhoneNumberRequest(string code)
{
    [JsonPropertyName("code")]
    public string Code => code;
}
