using System.Text.Json.Serialization;

namespace MiniLogin.WeChat;

[JsonSerializable(typeof(Code2SessionAnswer))]
[JsonSerializable(typeof(DecryptedProfile))]
[JsonSerializable(typeof(StableTokenRequest))]
[JsonSerializable(typeof(StableTokenAnswer))]
[JsonSerializable(typeof(PhoneNumberRequest))]
[JsonSerializable(typeof(PhoneNumberAnswer))]
[JsonSerializable(typeof(SessionKeyAnswer))]
internal sealed partial class WeChatJson : JsonSerializerContext;
