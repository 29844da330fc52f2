using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniLogin.Apps;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(AppCredentialsDocument))]
internal sealed partial class AppCredentialsJson : JsonSerializerContext;
