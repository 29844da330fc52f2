using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace MiniLogin.Tests.Failures;

/// <summary>A fault of one call to DynamoDB. It affects all attempts of the SDK unless the name says otherwise.</summary>
internal sealed record StoreFault(string Name)
{
    private static readonly Task<HttpResponseMessage?> PassOn = Task.FromResult<HttpResponseMessage?>(null);

    public static IReadOnlyList<StoreFault> All { get; } =
    [
        new("throttled") { Before = (_, _) => Answer(400, "ProvisionedThroughputExceededException") },
        new("HTTP 500") { Before = (_, _) => Answer(500, "InternalServerError") },
        new("timeout") { Before = (_, _) => throw new TaskCanceledException("The request timed out.", new TimeoutException()) },
        new("reset") { Before = (_, _) => throw new HttpRequestException(HttpRequestError.ConnectionError) },
        new("answer lost") { After = _ => throw new HttpRequestException(HttpRequestError.ResponseEnded) },
        new("conflict") { Before = (_, body) => body.ContainsKey("ConditionExpression") ? Answer(400, "TransactionConflictException") : PassOn, IsForWrites = true },
        new("500 once") { Before = (_, _) => Answer(500, "InternalServerError"), IsOnce = true },
        new("slow") { Before = async (_, _) => { await Task.Delay(200); return null; } },
        new("table missing") { Before = (_, _) => Answer(400, "ResourceNotFoundException") },
        new("access denied") { Before = (_, _) => Answer(400, "AccessDeniedException") },
        new("condition fails") { Before = (_, _) => Answer(400, "ConditionalCheckFailedException"), IsForWrites = true },
        new("item vanished") { Before = RemoveAsync, IsForItems = true },
    ];

    /// <summary>Returns a response instead of calling DynamoDB, or null to pass the call on.</summary>
    public Func<AmazonDynamoDBClient, JsonObject, Task<HttpResponseMessage?>> Before { get; private init; } = (_, _) => PassOn;

    /// <summary>Replaces the answer to a call that DynamoDB has carried out.</summary>
    public Func<HttpResponseMessage, HttpResponseMessage> After { get; private init; } = answer => answer;

    public bool IsOnce { get; private init; }

    private bool IsForWrites { get; init; }

    private bool IsForItems { get; init; }

    public bool AppliesTo(string operation) =>
        (!IsForWrites || operation.StartsWith("UpdateItem", StringComparison.Ordinal) || operation.StartsWith("PutItem", StringComparison.Ordinal))
        && (!IsForItems || operation.StartsWith("UpdateItem", StringComparison.Ordinal) || operation.StartsWith("GetItem", StringComparison.Ordinal));

    private static async Task<HttpResponseMessage?> RemoveAsync(AmazonDynamoDBClient dynamoDB, JsonObject body)
    {
        var (name, value) = body["Key"]!.AsObject().Single();
        await dynamoDB.DeleteItemAsync(new DeleteItemRequest { TableName = body["TableName"]!.GetValue<string>(), Key = new() { [name] = new(value!["S"]!.GetValue<string>()) } });
        return null;
    }

    private static Task<HttpResponseMessage?> Answer(int status, string error) => Task.FromResult<HttpResponseMessage?>(new((HttpStatusCode)status)
    {
        Content = new StringContent($$"""{"__type":"com.amazonaws.dynamodb.v20120810#{{error}}","message":"injected"}""", Encoding.UTF8, "application/x-amz-json-1.0"),
    });
}
