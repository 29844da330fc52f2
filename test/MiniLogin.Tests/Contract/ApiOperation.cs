using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MiniLogin.Tests.Contract;

/// <summary>A route of the document.</summary>
internal sealed class ApiOperation
{
    /// <summary>Headers that the HTTP server adds to every answer.</summary>
    private static readonly string[] Transport = ["Date", "Server", "Content-Type", "Content-Length", "Transfer-Encoding", "apigw-requestid"];

    private readonly ConcurrentDictionary<string, ApiSchema> _answers = new();
    private readonly JsonObject _operation;
    private readonly Regex _path;

    public ApiOperation(string method, string path, JsonObject operation)
    {
        Method = new(method);
        Path = path;
        _operation = operation;
        _path = new("^" + Regex.Replace(path, "{[^}]+}", "[^/]+") + "$", RegexOptions.CultureInvariant);
    }

    public HttpMethod Method { get; }

    public string Path { get; }

    public string Route => $"{Method} {Path}";

    public bool NeedsSession => _operation["security"]!.AsArray() is [{ } only] && only.AsObject().ContainsKey("session");

    public IReadOnlyList<JsonObject> Parameters => [.. (_operation["parameters"]?.AsArray() ?? []).Select(p => ApiDocument.Resolve(p!).AsObject())];

    public JsonObject? RequestBody => _operation["requestBody"]?.AsObject();

    public JsonObject? JsonBody => RequestBody?["content"]!["application/json"]?["schema"]?.AsObject();

    /// <summary>"204", or "401 session_invalid".</summary>
    public IReadOnlyList<string> Outcomes =>
    [
        .. from response in _operation["responses"]!.AsObject()
           let problem = ApiDocument.Resolve(response.Value!)["content"]?["application/problem+json"]
           from outcome in problem is null ? [response.Key] : Codes(problem["schema"]!).Select(code => $"{response.Key} {code}")
           select outcome,
    ];

    public bool Fits(HttpRequestMessage request) => request.Method == Method && _path.IsMatch(request.RequestUri!.OriginalString.Split('?')[0]);

    /// <summary>Returns the outcome of an answer. Fails if the status, a header or a member is not documented.</summary>
    public string OutcomeOf(Reply reply)
    {
        var status = ((int)reply.Status).ToString(CultureInfo.InvariantCulture);
        var seen = $"{Route} answered {status} {reply.Body}";
        if (_operation["responses"]![status] is not { } reference)
        {
            Assert.Fail($"{seen}: docs/openapi.yaml has no such status.");
            return status;
        }

        var response = ApiDocument.Resolve(reference);
        CheckHeaders(reply, response["headers"]?.AsObject() ?? [], seen);
        if (response["content"]?.AsObject() is not { } content)
        {
            reply.Body.Should().BeEmpty(seen);
            reply.Headers.Should().NotContainKey("Content-Type", seen);
            return status;
        }

        var type = reply.Headers.GetValueOrDefault("Content-Type", "");
        content.Select(c => c.Key).Should().Contain(type, seen);
        if (!type.EndsWith("json", StringComparison.Ordinal))
        {
            return status;
        }

        var schema = _answers.GetOrAdd($"{status} {type}", _ => new(content[type]!["schema"]!));
        schema.Errors(JsonNode.Parse(reply.Body)).Should().BeEmpty(seen);
        return type == "application/problem+json" ? $"{status} {reply.Text("code")}" : status;
    }

    /// <summary>The values of <c>code</c> that a problem may have here; the shortest list if the schema has several.</summary>
    private static IReadOnlyList<string> Codes(JsonNode schema)
    {
        schema = ApiDocument.Resolve(schema);
        if (schema["oneOf"] is JsonArray cases)
        {
            return [.. cases.SelectMany(c => Codes(c!))];
        }

        if (schema["allOf"] is JsonArray parts)
        {
            return parts.Select(p => Codes(p!)).Where(codes => codes.Count > 0).MinBy(codes => codes.Count) ?? [];
        }

        return [.. (schema["properties"]?["code"]?["enum"]?.AsArray() ?? []).Select(code => code!.GetValue<string>())];
    }

    private static void CheckHeaders(Reply reply, JsonObject headers, string seen)
    {
        reply.Headers.Keys.Except([.. Transport, .. headers.Select(h => h.Key)], StringComparer.OrdinalIgnoreCase).Should().BeEmpty(seen);
        foreach (var (name, reference) in headers)
        {
            var header = ApiDocument.Resolve(reference!);
            if (reply.Headers.TryGetValue(name, out var value))
            {
                new ApiSchema(header["schema"]!).Errors(TextValue.From(value, header["schema"]!)).Should().BeEmpty("{0}, {1}", seen, name);
            }
            else
            {
                header["required"]?.GetValue<bool>().Should().NotBe(true, "{0}, without {1}", seen, name);
            }
        }
    }
}
