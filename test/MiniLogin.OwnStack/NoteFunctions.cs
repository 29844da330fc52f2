using System.Net;
using Amazon;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.Core;
using Amazon.S3;

namespace MiniLogin.OwnStack;

/// <summary>Notes of the user of the session.</summary>
internal sealed class NoteFunctions(IAmazonDynamoDB dynamoDB)
{
    private static readonly string Table = Environment.GetEnvironmentVariable("NotesTable") ?? "";

    [LambdaFunction(ResourceName = nameof(ShowCaller))]
    [HttpApi(LambdaHttpMethod.Get, "/caller")]
    public IHttpResult ShowCaller([FromCustomAuthorizer(Name = "userKey")] string userKey, [FromCustomAuthorizer] string appId, [FromCustomAuthorizer] string openId, [FromCustomAuthorizer] string sessionId) =>
        HttpResults.Ok(new Caller(userKey, appId, openId, sessionId));

    [LambdaFunction(ResourceName = nameof(AddNote))]
    [HttpApi(LambdaHttpMethod.Put, "/notes/{number}")]
    public async Task<IHttpResult> AddNote([FromCustomAuthorizer] string userKey, int number, [FromBody] NewNote note)
    {
        await dynamoDB.PutItemAsync(Table, new() { ["userKey"] = new(userKey), ["number"] = new() { N = $"{number}" }, ["text"] = new(note.Text) });
        return HttpResults.Created($"/notes/{number}").AddHeader("X-Number", $"{number}");
    }

    [LambdaFunction(ResourceName = nameof(ShowNote))]
    [HttpApi(LambdaHttpMethod.Get, "/notes/{number}")]
    public async Task<IHttpResult> ShowNote([FromCustomAuthorizer] string userKey, [FromRoute(Name = "number")] int number, [FromQuery] bool loud, [FromHeader(Name = "X-Shout")] string shout, [FromServices] Visit visit)
    {
        var found = await dynamoDB.GetItemAsync(Table, new() { ["userKey"] = new(userKey), ["number"] = new() { N = $"{number}" } });
        return found.Item is { Count: > 0 } row
            ? HttpResults.Ok(new Note(number, loud ? row["text"].S.ToUpperInvariant() : row["text"].S, shout, visit.Number))
            : HttpResults.NewResult(HttpStatusCode.NotFound, $"There is no note {number}.");
    }

    [LambdaFunction(ResourceName = nameof(CountByText))]
    [HttpApi(LambdaHttpMethod.Get, "/count/{text}")]
    public async Task<string> CountByText(string text)
    {
        var query = new QueryRequest { TableName = Table, IndexName = "byText", KeyConditionExpression = "#t = :t", ExpressionAttributeNames = new() { ["#t"] = "text" }, ExpressionAttributeValues = new() { [":t"] = new(text) } };
        return $"{(await dynamoDB.QueryAsync(query)).Count}";
    }

    [LambdaFunction(ResourceName = nameof(Open))]
    [HttpApi(LambdaHttpMethod.Get, "/open")]
    public string Open() => "open to all";

    /// <summary>Not in the template, as a function that was just written.</summary>
    [LambdaFunction(ResourceName = nameof(JustWritten))]
    [HttpApi(LambdaHttpMethod.Get, "/just-written")]
    public string JustWritten() => "new";

    /// <summary>Has a generated handler, which answers instead.</summary>
    [LambdaFunction(ResourceName = nameof(Generated))]
    [HttpApi(LambdaHttpMethod.Get, "/generated")]
    public string Generated() => "not the generated handler";

    [LambdaFunction(ResourceName = nameof(Throws))]
    [HttpApi(LambdaHttpMethod.Get, "/throws")]
    public string Throws() => throw new TimeoutException("the reason");

    [LambdaFunction(ResourceName = nameof(ReturnsNull))]
    [HttpApi(LambdaHttpMethod.Get, "/null")]
    public async Task<object?> ReturnsNull()
    {
        await Task.Yield();
        return null;
    }

    [LambdaFunction(ResourceName = nameof(Sleeps))]
    [HttpApi(LambdaHttpMethod.Get, "/sleeps")]
    public async Task<string> Sleeps(ILambdaContext context)
    {
        context.Logger.LogLine($"I have {context.RemainingTime.TotalSeconds:F0} s");
        await Task.Delay(TimeSpan.FromMinutes(1));
        return "awake";
    }

    /// <summary>Tries to reach AWS in every way that code of one's own may try. Returns what it reached.</summary>
    [LambdaFunction(ResourceName = nameof(ReachAws))]
    [HttpApi(LambdaHttpMethod.Get, "/reach-aws")]
    public async Task<string> ReachAws()
    {
        using var inFrankfurt = new AmazonDynamoDBClient(RegionEndpoint.EUCentral1);
        using var bucket = new AmazonS3Client(new AmazonS3Config { RegionEndpoint = RegionEndpoint.EUCentral1, MaxErrorRetry = 0, Timeout = TimeSpan.FromSeconds(5) });
        var tables = await inFrankfurt.ListTablesAsync();
        var s3 = "reached";
        try
        {
            await bucket.ListBucketsAsync();
        }
        catch (HttpRequestException e)
        {
            s3 = e.HttpRequestError.ToString();
        }

        return $"{string.Join(',', tables.TableNames.Order())}; S3: {s3}";
    }

    [LambdaFunction(ResourceName = nameof(ForgetUser))]
    public async Task ForgetUser(Deletions deletions, ILambdaContext context)
    {
        foreach (var deletion in deletions.Records)
        {
            var userKey = deletion.Dynamodb.Keys["userKey"]["S"];
            var rows = await dynamoDB.QueryAsync(new() { TableName = Table, KeyConditionExpression = "userKey = :u", ExpressionAttributeValues = new() { [":u"] = new(userKey) } });
            foreach (var row in rows.Items)
            {
                await dynamoDB.DeleteItemAsync(Table, new() { ["userKey"] = row["userKey"], ["number"] = row["number"] });
            }
        }

        context.Logger.LogLine($"forgot {deletions.Records.Count}");
    }
}
