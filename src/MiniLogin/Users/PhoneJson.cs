using System.Text.Json.Serialization;

namespace MiniLogin.Users;

[JsonSerializable(typeof(BoundPhone))]
internal sealed partial class PhoneJson : JsonSerializerContext;
