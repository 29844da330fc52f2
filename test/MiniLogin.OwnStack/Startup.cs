using System.Text.Json.Serialization;
using Amazon.DynamoDBv2;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;
using Microsoft.Extensions.DependencyInjection;
using MiniLogin.OwnStack;

[assembly: LambdaSerializer(typeof(SourceGeneratorLambdaJsonSerializer<NoteJson>))]

namespace MiniLogin.OwnStack;

[LambdaStartup]
internal sealed class Startup
{
    public void ConfigureServices(IServiceCollection services) => services.AddSingleton<IAmazonDynamoDB>(_ => new AmazonDynamoDBClient()).AddScoped<Visit>();
}

/// <summary>One for each invocation.</summary>
internal sealed class Visit
{
    private static int _count;

    public int Number { get; } = Interlocked.Increment(ref _count);
}

[JsonSerializable(typeof(APIGatewayHttpApiV2ProxyRequest))]
[JsonSerializable(typeof(APIGatewayHttpApiV2ProxyResponse))]
[JsonSerializable(typeof(NewNote))]
[JsonSerializable(typeof(Note))]
[JsonSerializable(typeof(Caller))]
[JsonSerializable(typeof(Deletions))]
internal sealed partial class NoteJson : JsonSerializerContext;

internal sealed record NewNote(string Text);

internal sealed record Note(int Number, string Text, string? Shout, int Visit);

internal sealed record Caller(string UserKey, string AppId, string OpenId, string SessionId);

internal sealed record Deletions(IReadOnlyList<Deletion> Records);

internal sealed record Deletion(string EventName, DeletedRow Dynamodb);

internal sealed record DeletedRow(long ApproximateCreationDateTime, Dictionary<string, Dictionary<string, string>> Keys);
