using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MiniLogin;

/// <summary>
/// Reads JSON that WeChat or a client wrote. Names and other texts in it are cut and damaged on their way, so what a text cannot hold
/// becomes U+FFFD and the rest is kept: half of a surrogate pair, invalid UTF-8, an invalid escape. Control characters need no escape,
/// and a byte order mark before the JSON is ignored. The structure must be that of JSON.
/// An identifier, key, code or token in which something was replaced is not valid any more: their formats have no U+FFFD.
/// </summary>
internal static class LenientJson
{
    private const char Replacement = '\uFFFD';

    /// <exception cref="JsonException">It is not JSON, or does not have the members of the type.</exception>
    public static T? Read<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException)
        {
            return JsonSerializer.Deserialize(Repair(Encoding.UTF8.GetString(json)), type);
        }
    }

    private static string Repair(string json)
    {
        var repaired = new StringBuilder(json.Length);
        var isText = false;
        for (var i = json.StartsWith('\uFEFF') ? 1 : 0; i < json.Length; i++)
        {
            var length = 1;
            if (json[i] == '"')
            {
                isText = !isText;
                repaired.Append('"');
            }
            else if (isText && json[i] == '\\')
            {
                length = EscapeLength(json.AsSpan(i), out var isValid);
                repaired.Append(isValid ? json.AsSpan(i, length) : [Replacement]);
            }
            else if (isText && json[i] < ' ')
            {
                repaired.Append(CultureInfo.InvariantCulture, $"\\u{(int)json[i]:x4}");
            }
            else
            {
                repaired.Append(json[i]);
            }

            i += length - 1;
        }

        return repaired.ToString();
    }

    /// <summary>The length of the escape that the text begins with: of both escapes of a surrogate pair, of the backslash alone if nothing valid follows.</summary>
    private static int EscapeLength(ReadOnlySpan<char> text, out bool isValid)
    {
        isValid = true;
        if (text.Length > 1 && "\"\\/bfnrt".Contains(text[1], StringComparison.Ordinal))
        {
            return 2;
        }

        if (!TryUnescape(text, out var first))
        {
            isValid = false;
            return 1;
        }

        if (char.IsHighSurrogate(first) && TryUnescape(text[6..], out var second) && char.IsLowSurrogate(second))
        {
            return 12;
        }

        isValid = !char.IsSurrogate(first);
        return 6;
    }

    private static bool TryUnescape(ReadOnlySpan<char> text, out char unescaped)
    {
        unescaped = default;
        if (text.Length < 6 || text[0] != '\\' || text[1] != 'u' || !ushort.TryParse(text[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            return false;
        }

        unescaped = (char)code;
        return true;
    }
}

/// <summary>Reads a text, or an integer as text. Any other value counts as absent.</summary>
internal sealed class OptionalTextConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return reader.GetString();
            case JsonTokenType.Number when reader.TryGetInt64(out var number):
                return number.ToString(CultureInfo.InvariantCulture);
            default:
                reader.Skip();
                return null;
        }
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

/// <summary>Reads an integer, or a text of one. Any other value counts as absent.</summary>
internal sealed class OptionalIntegerConverter : JsonConverter<int?>
{
    public override int? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return int.TryParse(reader.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed) ? parsed : null;
        }

        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number))
        {
            return number;
        }

        reader.Skip();
        return null;
    }

    public override void Write(Utf8JsonWriter writer, int? value, JsonSerializerOptions options) => throw new NotSupportedException();
}
