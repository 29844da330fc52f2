using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Amazon.Runtime;

namespace MiniLogin.Tests.Template;

/// <summary>Records calls to DynamoDB, KMS, S3 and SSM as the IAM actions and resources that they need.</summary>
internal sealed class RecordedCalls : HttpClientFactory
{
    private readonly ConcurrentDictionary<string, bool> _calls = new();

    public IEnumerable<string> All => _calls.Keys;

    public void Clear() => _calls.Clear();

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Handler(this));

    private static string Resource(JsonNode body) => body["Names"] is { } parameters ? Folder([.. parameters.AsArray().Select(name => name!.GetValue<string>())]) : (body["TableName"]?.GetValue<string>(), body["IndexName"]?.GetValue<string>()) switch
    {
        (null, _) => "${AppCredentialsKey.Arn}",
        ({ } table, null) => $"${{{Name(table)}.Arn}}",
        ({ } table, { } index) => $"${{{Name(table)}.Arn}}/index/{index}",
    };

    /// <summary>The SSM parameters of one folder.</summary>
    private static string Folder(string[] parameters) =>
        $"arn:aws:ssm:us-east-1:123456789012:parameter{parameters.Select(name => name[..name.LastIndexOf('/')]).Distinct().Single()}/*";

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
                calls._calls[Pictures(request.Method, request.RequestUri!)] = true;
                return await base.SendAsync(request, cancellationToken);
            }

            var (service, operation) = request.Headers.GetValues("X-Amz-Target").Single().Split('.') is [var target, var name] ? (target, name) : throw new FormatException();
            var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!;
            calls._calls[$"{(service switch { "TrentService" => "kms", "AmazonSSM" => "ssm", _ => "dynamodb" })}:{operation} {Resource(body)}"] = true;
            return await base.SendAsync(request, cancellationToken);
        }

        private static string Pictures(HttpMethod method, Uri uri)
        {
            var path = uri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
            if (path.Length == 1)
            {
                (method.Method, uri.Query.Contains("prefix=avatars", StringComparison.Ordinal)).Should().Be(("GET", true), "only pictures are listed");
                return "s3:ListBucket ${Avatars.Arn}";
            }

            path[1].Should().Be("avatars", "the path must be that of an avatar");
            return $"s3:{ObjectOperation(method)} ${{Avatars.Arn}}/avatars/*";
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
