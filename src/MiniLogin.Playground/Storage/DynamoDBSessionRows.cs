using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using MiniLogin.Aws;

namespace MiniLogin.Playground.Storage;

/// <summary>Scans the table with a separate client, so that the console does not record its own reads.</summary>
internal sealed class DynamoDBSessionRows(MiniLoginOptions options, AwsConnections connections, TimeProvider clock) : ISessionRows, IDisposable
{
    private readonly AmazonDynamoDBClient _dynamoDB = AwsClients.DynamoDB(options, connections);

    public async Task<(IReadOnlyList<StoredSessionRow> Rows, bool HasMore)> ListAsync(int limit, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var request = new ScanRequest
        {
            TableName = options.SessionsTable,
            Limit = limit,
            ProjectionExpression = "id, openId, createdAt, lastSeenAt, expiresAt, absoluteExpiresAt, endsAt",
        };
        var response = await _dynamoDB.ScanAsync(request, cancellationToken);
        return ([.. response.Items.Select(item => ToRow(item, now)).OrderByDescending(row => row.ExpiresAt)], response.LastEvaluatedKey is { Count: > 0 });
    }

    public void Dispose() => _dynamoDB.Dispose();

    private static StoredSessionRow ToRow(Dictionary<string, AttributeValue> item, DateTimeOffset now)
    {
        var id = item["id"].S;
        var expiresAt = ItemValue.ToTime(item["expiresAt"]);
        if (!item.TryGetValue("openId", out var openId))
        {
            return new(id, "ended", expiresAt);
        }

        DateTimeOffset? endsAt = item.TryGetValue("endsAt", out var end) ? ItemValue.ToTime(end) : null;
        var absoluteExpiresAt = ItemValue.ToTime(item["absoluteExpiresAt"]);
        return new(id, StoredSessionRow.StateOf(now, expiresAt, absoluteExpiresAt, endsAt), endsAt ?? expiresAt)
        {
            OpenId = openId.S,
            CreatedAt = ItemValue.ToTime(item["createdAt"]),
            LastSeenAt = ItemValue.ToTime(item["lastSeenAt"]),
            AbsoluteExpiresAt = absoluteExpiresAt,
        };
    }
}
