using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace MiniLogin.Tests.Contract;

/// <summary>A request field with limits in the document: a member of the JSON body, a header, or a query parameter.</summary>
/// <param name="Place">"body", "header" or "query".</param>
internal sealed record ApiField(ApiOperation Operation, string Place, string Name, JsonNode Schema, bool Required)
{
    private static readonly string[] Limits = ["minLength", "maxLength", "pattern", "enum", "minimum", "maximum"];

    private readonly ApiSchema _schema = new(Place == "body" ? Operation.JsonBody! : Schema);

    public static IReadOnlyList<ApiField> From(ApiOperation operation)
    {
        var parameters = from parameter in operation.Parameters
                         let place = parameter["in"]!.GetValue<string>()
                         let schema = ApiDocument.Resolve(parameter["schema"]!)
                         where place != "path" && (Limits.Any(limit => schema[limit] is not null) || schema["type"]!.GetValue<string>() != "string")
                         select new ApiField(operation, place, parameter["name"]!.GetValue<string>(), schema, parameter["required"]?.GetValue<bool>() == true);
        var body = operation.JsonBody is { } reference ? ApiDocument.Resolve(reference)["properties"]!.AsObject() : [];
        return [.. parameters, .. body.Select(p => new ApiField(operation, "body", p.Key, ApiDocument.Resolve(p.Value!), Required: false))];
    }

    /// <summary>Values at, within and beyond the limits, and values of other types.</summary>
    public IEnumerable<ApiSample> Samples()
    {
        foreach (var length in new[] { 0, 1, 15, 16, Min - 1, Min, Max, Max + 1 }.Where(l => l >= 0).Distinct().OrderDescending())
        {
            yield return ApiSample.From(Padded("", length));
            yield return ApiSample.From(Padded(Prefix, length));
        }

        foreach (var number in new[] { Number("minimum") - 1, Number("minimum"), Number("maximum"), Number("maximum") + 1 }.Where(n => n is not null))
        {
            yield return ApiSample.From($"{number}");
        }

        foreach (var text in new[] { "true", "false", "True", "maybe", "1.5", "-1", "+1", "!~", "a b", "a\tb", "a\u007fb", "中文", "1795418555.4bzkp5wybnhs3g4c", "1795418555.4BZKP5WYBNHS3G4C", "1795418555", "x.4bzkp5wybnhs3g4c" })
        {
            yield return ApiSample.From(text);
            yield return ApiSample.From(Padded(text, Math.Max(Min, 16)));
            yield return ApiSample.From(Prefix + text);
        }

        yield return ApiSample.Absent;
        foreach (var json in Place == "body" ? new[] { "null", "7", "true", "[]", "{}" } : [])
        {
            yield return new(JsonNode.Parse(json), IsAbsent: false);
        }
    }

    /// <summary>Whether HTTP can transport the value unchanged.</summary>
    public bool CanCarry(ApiSample sample) => Place != "header" || sample.IsAbsent || (sample.Text.Trim() == sample.Text && sample.Text.All(c => c is >= ' ' and < '\u007f'));

    /// <summary>Whether the document allows the value.</summary>
    public bool Allows(ApiCall call, ApiSample sample)
    {
        if (Place == "body")
        {
            var body = call.Body!.DeepClone().AsObject();
            Put(body, sample);
            return _schema.Fits(body) && !(sample.Value is JsonValue value && value.TryGetValue<string>(out var text) && new StringInfo(text).LengthInTextElements > MaxCharacters);
        }

        return sample.IsAbsent || (Required && sample.Text.Length == 0) ? !Required : _schema.Fits(TextValue.From(sample.Text, Schema));
    }

    public void Put(ApiCall call, ApiSample sample)
    {
        if (Place == "body")
        {
            Put(call.Body!, sample);
            return;
        }

        var texts = Place == "header" ? call.Headers : call.Query;
        texts.Remove(Name);
        if (!sample.IsAbsent)
        {
            texts[Name] = sample.Text;
        }
    }

    public override string ToString() => $"{Name} in the {Place} of {Operation.Route}";

    private int Min => Schema["minLength"]?.GetValue<int>() ?? 0;

    private int Max => MaxCharacters ?? Schema["maxLength"]?.GetValue<int>() ?? 16;

    /// <summary>In user-perceived characters, for which JSON Schema has no keyword.</summary>
    private int? MaxCharacters => Schema["x-max-characters"]?.GetValue<int>();

    /// <summary>A prefix without which no text is valid.</summary>
    private string Prefix => Schema["format"]?.GetValue<string>() == "uri" ? "https://example.com/" : "";

    private int? Number(string limit) => Schema[limit]?.GetValue<int>();

    private static string Padded(string text, int length) => new StringBuilder(text).Append('a', Math.Max(0, length - text.Length)).ToString();

    private void Put(JsonObject body, ApiSample sample)
    {
        body.Remove(Name);
        if (!sample.IsAbsent)
        {
            body[Name] = sample.Value?.DeepClone();
        }
    }
}
