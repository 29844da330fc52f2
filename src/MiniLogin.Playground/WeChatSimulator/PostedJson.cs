using System.Text.Json;

namespace MiniLogin.Playground.WeChatSimulator;

/// <summary>A JSON object in a request body. WeChat ignores the Content-Type.</summary>
internal sealed class PostedJson(JsonElement body)
{
    public static async Task<PostedJson?> ReadAsync(HttpRequest request)
    {
        try
        {
            var body = await JsonSerializer.DeserializeAsync<JsonElement>(request.Body, cancellationToken: request.HttpContext.RequestAborted);
            return body.ValueKind == JsonValueKind.Object ? new(body) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public string? Text(string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>0 if it is absent or not a number.</summary>
    public int Number(string name) => body.TryGetProperty(name, out var value) && value.TryGetInt32(out var number) ? number : 0;

    public bool Flag(string name) => body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
