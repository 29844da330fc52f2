using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniLogin.Playground.WeChatSimulator;

internal sealed class SecondsJsonConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        // Without the limit a number such as 1e300 causes an OverflowException instead of a JsonException.
        return reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var seconds) && Math.Abs(seconds) <= int.MaxValue
            ? TimeSpan.FromSeconds(seconds)
            : throw new JsonException("The value is not a valid number of seconds.");
    }

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.TotalSeconds);
}
