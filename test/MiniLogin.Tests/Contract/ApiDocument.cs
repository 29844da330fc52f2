using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MiniLogin.Tests.Contract;

/// <summary>docs/openapi.yaml.</summary>
internal static class ApiDocument
{
    public static string File { get; } = Path.Combine(Repository.Root, "docs", "openapi.yaml");

    public static JsonObject Root { get; } = Read();

    public static IReadOnlyList<ApiOperation> Operations { get; } =
    [
        .. from path in Root["paths"]!.AsObject()
           from operation in path.Value!.AsObject()
           select new ApiOperation(operation.Key.ToUpperInvariant(), path.Key, operation.Value!.AsObject()),
    ];

    public static ApiOperation Operation(string route) => Operations.Single(o => o.Route == route);

    /// <summary>Follows references; returns any other node unchanged.</summary>
    public static JsonNode Resolve(JsonNode node)
    {
        while (node is JsonObject && node["$ref"]?.GetValue<string>() is { } reference)
        {
            node = reference[2..].Split('/').Aggregate<string, JsonNode>(Root, (at, name) => at[name] ?? throw new InvalidOperationException($"Nothing at {reference}."));
        }

        return node;
    }

    /// <summary>Checks an answer in the native format against the document, if the document has the route.</summary>
    public static void Check(HttpRequestMessage request, Reply reply)
    {
        var speaksWafer = request.Headers.Authorization is null && !request.Headers.Contains("Authorization") && request.Headers.Any(h => h.Key.StartsWith("X-WX-", StringComparison.OrdinalIgnoreCase));
        if (!speaksWafer && Operations.FirstOrDefault(o => o.Fits(request)) is { } operation)
        {
            operation.OutcomeOf(reply);
        }
    }

    private static JsonObject Read()
    {
        var yaml = new YamlStream();
        using var reader = new StreamReader(File);
        yaml.Load(reader);
        return Json(yaml.Documents[0].RootNode)!.AsObject();
    }

    private static JsonNode? Json(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Select(m => KeyValuePair.Create(((YamlScalarNode)m.Key).Value!, Json(m.Value)))),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Select(Json)]),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: { } text } when IsNumberOrWord(text) => JsonNode.Parse(text),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => throw new InvalidOperationException("Unsupported YAML node."),
    };

    private static bool IsNumberOrWord(string text)
    {
        try
        {
            return JsonDocument.Parse(text).RootElement.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
