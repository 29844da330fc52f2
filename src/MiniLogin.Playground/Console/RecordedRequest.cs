using System.Text.Json;

namespace MiniLogin.Playground.Console;

/// <summary>The receiver, method and target of an HTTP request, as shown in the sequence diagram.</summary>
internal sealed record RecordedRequest(string To, string Method, string Target)
{
    public static RecordedRequest OfWeChat(HttpRequestMessage request) => new("WeChat", request.Method.Method, request.RequestUri!.PathAndQuery);

    public static RecordedRequest OfDynamoDB(HttpRequestMessage request, byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        var table = Text("TableName");
        return new("DynamoDB", request.Headers.GetValues("X-Amz-Target").Single().Split('.')[1], Text("IndexName") is { } index ? $"{table}/{index}" : table ?? "");

        string? Text(string name) => json.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
    }
}
