using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniLogin.Playground.Console;

internal static class ConsoleJson
{
    private static readonly JsonSerializerOptions Strict =
        new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, NumberHandling = JsonNumberHandling.Strict };

    public static async Task<(T? Value, IResult? Problem)> ReadAsync<T>(HttpRequest request)
        where T : class
    {
        if (!request.HasJsonContentType())
        {
            return (null, ConsoleProblem.Invalid("Content-Type", "The body must be application/json."));
        }

        try
        {
            var value = await JsonSerializer.DeserializeAsync<T>(request.Body, Strict, request.HttpContext.RequestAborted);
            return value is null ? (null, ConsoleProblem.Invalid("body", "The body must be a JSON object.")) : (value, null);
        }
        catch (JsonException exception)
        {
            return exception.Path is { Length: > 2 } path
                ? (null, ConsoleProblem.Invalid(path[2..], "Unknown field, or a value of the wrong type."))
                : (null, ConsoleProblem.Invalid("body", "The body must be a JSON object."));
        }
    }
}
