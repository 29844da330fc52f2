using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Amazon.Runtime;
using Microsoft.AspNetCore.WebUtilities;

namespace MiniLogin.Tests.Template;

/// <summary>Records calls to DynamoDB, KMS, S3, SSM and CloudWatch as the IAM actions and resources that they need.</summary>
internal sealed partial class RecordedCalls : HttpClientFactory
{
    /// <summary>Words of expressions that are not names of attributes.</summary>
    private static readonly HashSet<string> Reserved = ["SET", "REMOVE", "ADD", "DELETE", "AND", "OR", "NOT", "attribute_exists", "attribute_not_exists", "if_not_exists"];

    private readonly ConcurrentQueue<RecordedCall> _calls = new();

    /// <summary>The actions and resources of the calls, each once.</summary>
    public IEnumerable<string> All => Calls.Select(call => $"{call.Action} {call.Resource}").Distinct();

    public IReadOnlyList<RecordedCall> Calls => [.. _calls];

    public void Clear() => _calls.Clear();

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Handler(this));

    /// <param name="target">The operation, as in the header X-Amz-Target.</param>
    public static RecordedCall Of(string target, JsonNode body)
    {
        var (service, operation) = target.Split('.') is [var before, var after] ? (before, after) : throw new FormatException(target);
        return new($"{(service switch { "TrentService" => "kms", "AmazonSSM" => "ssm", _ => "dynamodb" })}:{operation}", Resource(body), [.. Attributes(body)], (body["Key"] ?? body["Item"])?["appId"]?["S"]?.GetValue<string>());
    }

    /// <summary>
    /// The attributes that a call to DynamoDB names, as IAM sees them in dynamodb:Attributes: those of the key and of every expression.
    /// </summary>
    private static IEnumerable<string> Attributes(JsonNode body)
    {
        string[] maps = ["Key", "Item", "AttributeUpdates", "Expected"];
        string[] expressions = ["UpdateExpression", "ConditionExpression", "ProjectionExpression", "KeyConditionExpression", "FilterExpression"];
        return maps.SelectMany(map => body[map]?.AsObject().Select(each => each.Key) ?? [])
            .Concat(expressions.SelectMany(expression => Name().Matches(body[expression]?.GetValue<string>() ?? "").Select(name => name.Value))
                .Where(name => name[0] != ':' && !Reserved.Contains(name))
                .Select(name => name[0] == '#' ? body["ExpressionAttributeNames"]![name]!.GetValue<string>() : name))
            .Distinct();
    }

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

    [GeneratedRegex("[#:]?[A-Za-z_][A-Za-z0-9_]*", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    private sealed class Handler(RecordedCalls calls) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Content?.Headers.ContentType?.MediaType == "application/x-www-form-urlencoded")
            {
                var action = QueryHelpers.ParseQuery(await request.Content.ReadAsStringAsync(cancellationToken))["Action"].Single();
                calls._calls.Enqueue(new($"cloudwatch:{action}", "*", []));
                return await base.SendAsync(request, cancellationToken);
            }

            if (!request.Headers.Contains("X-Amz-Target"))
            {
                calls._calls.Enqueue(Pictures(request.Method, request.RequestUri!));
                return await base.SendAsync(request, cancellationToken);
            }

            calls._calls.Enqueue(Of(request.Headers.GetValues("X-Amz-Target").Single(), JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!));
            return await base.SendAsync(request, cancellationToken);
        }

        private static RecordedCall Pictures(HttpMethod method, Uri uri)
        {
            var path = uri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
            if (path.Length == 1)
            {
                (method.Method, uri.Query.Contains("prefix=avatars", StringComparison.Ordinal)).Should().Be(("GET", true), "only pictures are listed");
                return new("s3:ListBucket", "${Avatars.Arn}", []);
            }

            path[1].Should().Be("avatars", "the path must be that of an avatar");
            return new($"s3:{ObjectOperation(method)}", "${Avatars.Arn}/avatars/*", []);
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

/// <param name="Attributes">The attributes that a call to DynamoDB names.</param>
/// <param name="LeadingKey">The partition key of the row in the Apps table; null for other tables.</param>
internal sealed record RecordedCall(string Action, string Resource, IReadOnlyList<string> Attributes, string? LeadingKey = null);
