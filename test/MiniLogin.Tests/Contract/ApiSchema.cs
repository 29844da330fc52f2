using System.Text.Json.Nodes;
using NJsonSchema;

namespace MiniLogin.Tests.Contract;

/// <summary>A schema of the document, for a validator.</summary>
internal sealed class ApiSchema
{
    private const string Components = "#/components/schemas/";

    private readonly JsonSchema _schema;

    public ApiSchema(JsonNode schema)
    {
        var whole = Rewritten(schema);
        whole["definitions"] = new JsonObject(ApiDocument.Root["components"]!["schemas"]!.AsObject().Select(s => KeyValuePair.Create(s.Key, (JsonNode?)Rewritten(s.Value!))));
        _schema = JsonSchema.FromJsonAsync(whole.ToJsonString(), TestContext.Current.CancellationToken).GetAwaiter().GetResult();
    }

    /// <summary>What is wrong with it, in words; nothing when it is valid.</summary>
    public IReadOnlyList<string> Errors(JsonNode? json) => [.. _schema.Validate(json?.ToJsonString() ?? "null").Select(e => e.ToString())];

    public bool Fits(JsonNode? json) => Errors(json).Count == 0;

    /// <summary>As JSON Schema says it: OpenAPI 3.0 has a word of its own for null, and its own place for definitions.</summary>
    private static JsonObject Rewritten(JsonNode schema)
    {
        var copy = schema.DeepClone().AsObject();
        Rewrite(copy);

        // Beside a reference nothing counts.
        return copy.ContainsKey("$ref") ? new JsonObject { ["allOf"] = new JsonArray(copy) } : copy;
    }

    private static void Rewrite(JsonNode? node)
    {
        if (node is JsonObject schema)
        {
            if (schema["$ref"]?.GetValue<string>() is { } reference)
            {
                schema["$ref"] = reference.Replace(Components, "#/definitions/", StringComparison.Ordinal);
            }

            if (schema.Remove("nullable"))
            {
                schema["type"] = new JsonArray(schema["type"]!.GetValue<string>(), "null");
            }

            foreach (var member in schema)
            {
                Rewrite(member.Value);
            }
        }
        else if (node is JsonArray array)
        {
            foreach (var item in array)
            {
                Rewrite(item);
            }
        }
    }
}
