using System.Globalization;
using System.Text.Json.Nodes;

namespace MiniLogin.Tests.Contract;

/// <summary>Converts the text of a header or query parameter to the type of its schema; stays text if it cannot.</summary>
internal static class TextValue
{
    public static JsonNode From(string text, JsonNode schema) => ApiDocument.Resolve(schema)["type"]!.GetValue<string>() switch
    {
        "integer" when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && !text.StartsWith('+') => JsonValue.Create(number),
        "boolean" when text is "true" or "false" => JsonValue.Create(text == "true"),
        _ => JsonValue.Create(text),
    };
}
