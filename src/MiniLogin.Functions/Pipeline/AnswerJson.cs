using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MiniLogin.Functions.Avatars;
using MiniLogin.Functions.Login;
using MiniLogin.Functions.Native;
using MiniLogin.Functions.Sessions;
using MiniLogin.Functions.Users;
using MiniLogin.Functions.Wafer;

namespace MiniLogin.Functions.Pipeline;

/// <summary>Serializes request and response bodies: camelCase, without null members, with unescaped Chinese text.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LoginBody))]
[JsonSerializable(typeof(LoginAnswer))]
[JsonSerializable(typeof(SessionAnswer))]
[JsonSerializable(typeof(SessionsAnswer))]
[JsonSerializable(typeof(UpdateUserBody))]
[JsonSerializable(typeof(WaferUserInfo))]
[JsonSerializable(typeof(PhoneBody))]
[JsonSerializable(typeof(PhoneAnswer))]
[JsonSerializable(typeof(AvatarAnswer))]
[JsonSerializable(typeof(ExportAnswer))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(WaferBody<WaferLogin>))]
[JsonSerializable(typeof(WaferBody<WaferUserInfo>))]
[JsonSerializable(typeof(WaferBody<SessionsAnswer>))]
[JsonSerializable(typeof(WaferBody<ExportAnswer>))]
[JsonSerializable(typeof(WaferBody<AvatarAnswer>))]
[JsonSerializable(typeof(WaferBody<PhoneAnswer>))]
internal sealed partial class AnswerJson : JsonSerializerContext
{
    static AnswerJson() => Default = new(new JsonSerializerOptions(s_defaultOptions) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
