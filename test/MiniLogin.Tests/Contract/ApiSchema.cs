using System.Text.Json.Nodes;
using NJsonSchema;

namespace MiniLogin.Tests.Contract;

/// <summary>Validates JSON against a schema of the document.</summary>
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

    /// <summary>The validation errors; empty if it is valid.</summary>
    public IReadOnlyList<string> Errors(JsonNode? json) => [.. _schema.Validate(json?.ToJsonString() ?? "null").Select(e => e.ToString())];

    public bool Fits(JsonNode? json) => Errors(json).Count == 0;

    /// <summary>Converts OpenAPI 3.0 to JSON Schema: <c>nullable</c> and the place of definitions differ.</summary>
    private static JsonObject Rewritten(JsonNode schema)
    {
        var copy = schema.DeepClone().AsObject();
        Rewrite(copy);

        // Keywords beside a $ref are ignored.
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
