using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Amazon.Runtime;

namespace MiniLogin.Tests.Template;

/// <summary>Records calls to DynamoDB, KMS and S3 as the IAM actions and resources that they need.</summary>
internal sealed class RecordedCalls : HttpClientFactory
{
    private readonly ConcurrentDictionary<string, bool> _calls = new();

    public IEnumerable<string> All => _calls.Keys;

    public void Clear() => _calls.Clear();

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Handler(this));

    private static string Resource(JsonNode body) => (body["TableName"]?.GetValue<string>(), body["IndexName"]?.GetValue<string>()) switch
    {
        (null, _) => "${AppCredentialsKey.Arn}",
        ({ } table, null) => $"${{{Name(table)}.Arn}}",
        ({ } table, { } index) => $"${{{Name(table)}.Arn}}/index/{index}",
    };

    /// <summary>The logical name of a table with a test name, such as t0123-sessions.</summary>
    private static string Name(string table)
    {
        var name = table[(table.LastIndexOf('-') + 1)..];
        return $"{char.ToUpperInvariant(name[0])}{name[1..]}";
    }

    private sealed class Handler(RecordedCalls calls) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (!request.Headers.Contains("X-Amz-Target"))
            {
                request.RequestUri!.AbsolutePath.Split('/')[2].Should().Be("avatars", "the path must be that of an avatar");
                calls._calls[$"s3:{ObjectOperation(request.Method)} ${{Avatars.Arn}}/avatars/*"] = true;
                return await base.SendAsync(request, cancellationToken);
            }

            var (service, operation) = request.Headers.GetValues("X-Amz-Target").Single().Split('.') is [var target, var name] ? (target, name) : throw new FormatException();
            var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!;
            calls._calls[$"{(service == "TrentService" ? "kms" : "dynamodb")}:{operation} {Resource(body)}"] = true;
            return await base.SendAsync(request, cancellationToken);
        }

        private static string ObjectOperation(HttpMethod method) => method.Method switch
        {
            "GET" => "GetObject",
            "PUT" => "PutObject",
            "DELETE" => "DeleteObject",
            var other => throw new NotSupportedException(other),
        };
    }
}
