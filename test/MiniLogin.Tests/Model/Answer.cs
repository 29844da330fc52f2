using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Lambda.APIGatewayEvents;

namespace MiniLogin.Tests.Model;

/// <summary>The answer of a function.</summary>
internal sealed class Answer(APIGatewayHttpApiV2ProxyResponse response)
{
    private readonly JsonObject? _body = response.Body is null ? null : JsonNode.Parse(response.Body)!.AsObject();

    public int Status => response.StatusCode;

    public string? Token => Text("token");

    public string? Next => Text("next");

    public string? OpenId => (_body!["user"] ?? _body)["openId"]!.GetValue<string>();

    public string? PersonId => _body!["user"]!.AsObject()["personId"]?.GetValue<string>();

    public DateTimeOffset AbsoluteEnd => Time("absoluteExpiresAt");

    public IEnumerable<JsonObject> Sessions => _body!["sessions"]!.AsArray().Select(s => s!.AsObject());

    public static DateTimeOffset Time(JsonObject json, string member) => json[member]!.Deserialize<DateTimeOffset>();

    public DateTimeOffset Time(string member) => Time(_body!, member);

    public bool Flag(string member) => _body![member]!.GetValue<bool>();

    public string? Text(string member) => _body?[member]?.GetValue<string>();

    /// <summary>Status and code. For answers other than 200.</summary>
    public override string ToString() => _body is null ? $"{Status}" : $"{Status} {Text("code")}";
}
