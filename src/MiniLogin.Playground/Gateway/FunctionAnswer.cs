using System.Text.Json;
using Amazon.Lambda.APIGatewayEvents;

namespace MiniLogin.Playground.Gateway;

/// <summary>
/// What an HTTP API makes of the JSON that a function returns, in payload format 2.0: an object with a statusCode is the answer;
/// anything else is the body of a 200
/// (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html).
/// </summary>
internal static class FunctionAnswer
{
    /// <summary>Returns the answer, or null if the function returned null.</summary>
    /// <exception cref="FormatException">The answer has a member of the wrong type. The message names it.</exception>
    public static APIGatewayHttpApiV2ProxyResponse? From(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("statusCode", out var status))
        {
            return new()
            {
                StatusCode = 200,
                Headers = new Dictionary<string, string> { ["content-type"] = "application/json" },
                Body = json.ValueKind == JsonValueKind.String ? json.GetString() : json.GetRawText(),
            };
        }

        return new()
        {
            StatusCode = StatusOf(status),
            Headers = Member(json, "headers", JsonValueKind.Object)?.EnumerateObject().ToDictionary(header => header.Name, header => Text(header.Value), StringComparer.OrdinalIgnoreCase),
            Cookies = Member(json, "cookies", JsonValueKind.Array)?.EnumerateArray().Select(Text).ToArray(),
            Body = Member(json, "body", JsonValueKind.String)?.GetString(),
            IsBase64Encoded = json.TryGetProperty("isBase64Encoded", out var isBase64) && isBase64.ValueKind == JsonValueKind.True,
        };
    }

    private static int StatusOf(JsonElement status) =>
        (status.ValueKind == JsonValueKind.Number && status.TryGetInt32(out var number)) || int.TryParse(Text(status), System.Globalization.CultureInfo.InvariantCulture, out number)
            ? number is >= 100 and < 600 ? number : throw Wrong("statusCode")
            : throw Wrong("statusCode");

    private static JsonElement? Member(JsonElement json, string name, JsonValueKind kind) =>
        !json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
            : value.ValueKind == kind ? value
            : throw Wrong(name);

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static FormatException Wrong(string name) => new($"The function's answer has a wrong {name}. In payload format 2.0, statusCode is a number, headers an object, cookies a list, body a string.");
}
