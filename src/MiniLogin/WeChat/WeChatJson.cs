using System.Text.Json.Serialization;

namespace MiniLogin.WeChat;

[JsonSerializable(typeof(Code2SessionAnswer))]
[JsonSerializable(typeof(DecryptedProfile))]
internal sealed partial class WeChatJson : JsonSerializerContext;
