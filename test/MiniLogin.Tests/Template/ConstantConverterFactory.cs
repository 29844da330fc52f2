using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Runtime;

namespace MiniLogin.Tests.Template;

/// <summary>Reads constants of the SDK from JSON. An unknown constant is an error.</summary>
internal sealed class ConstantConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsSubclassOf(typeof(ConstantClass));

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(ConstantConverter<>).MakeGenericType(typeToConvert))!;

    private sealed class ConstantConverter<T> : JsonConverter<T>
        where T : ConstantClass
    {
        private static readonly Dictionary<string, T> Known = typeof(T).GetFields().Where(field => field.IsStatic).Select(field => (T)field.GetValue(null)!).ToDictionary(constant => constant.Value);

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Known[reader.GetString()!];

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => throw new NotSupportedException();
    }
}
