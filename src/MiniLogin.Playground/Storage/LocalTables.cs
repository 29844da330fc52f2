using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using MiniLogin.Aws;

namespace MiniLogin.Playground.Storage;

/// <summary>The three tables as template.yaml has them, made where a DynamoDB lacks them. A test compares the two.</summary>
internal sealed class LocalTables(MiniLoginOptions options)
{
    public async Task CreateAbsentAsync(CancellationToken cancellationToken)
    {
        if (options.DynamoDBUrl.Length == 0)
        {
            return;
        }

        using var connections = new AwsConnections();
        using var dynamoDB = AwsClients.DynamoDB(options, connections);
        foreach (var table in Definitions(options))
        {
            try
            {
                await dynamoDB.CreateTableAsync(table, cancellationToken);
            }
            catch (ResourceInUseException)
            {
                // It is there already.
            }
        }

        foreach (var table in new[] { options.SessionsTable, options.UsersTable })
        {
            var ttl = await dynamoDB.DescribeTimeToLiveAsync(new DescribeTimeToLiveRequest { TableName = table }, cancellationToken);
            if (ttl.TimeToLiveDescription?.TimeToLiveStatus != TimeToLiveStatus.ENABLED)
            {
                var request = new UpdateTimeToLiveRequest
                {
                    TableName = table,
                    TimeToLiveSpecification = new() { AttributeName = "expiresAt", Enabled = true },
                };
                await dynamoDB.UpdateTimeToLiveAsync(request, cancellationToken);
            }
        }
    }

    internal static IEnumerable<CreateTableRequest> Definitions(MiniLoginOptions options) =>
    [
        new()
        {
            TableName = options.SessionsTable,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            AttributeDefinitions = [new("id", ScalarAttributeType.S), new("userKey", ScalarAttributeType.S), new("createdAt", ScalarAttributeType.N)],
            KeySchema = [new("id", KeyType.HASH)],
            GlobalSecondaryIndexes =
            [
                new()
                {
                    IndexName = "byUser",
                    KeySchema = [new("userKey", KeyType.HASH), new("createdAt", KeyType.RANGE)],
                    Projection = new()
                    {
                        ProjectionType = ProjectionType.INCLUDE,
                        NonKeyAttributes = ["lastSeenAt", "expiresAt", "absoluteExpiresAt", "endsAt", "userAgent", "miniProgramVersion"],
                    },
                },
            ],
        },
        new()
        {
            TableName = options.UsersTable,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            AttributeDefinitions = [new("userKey", ScalarAttributeType.S), new("unionId", ScalarAttributeType.S)],
            KeySchema = [new("userKey", KeyType.HASH)],
            GlobalSecondaryIndexes =
            [
                new()
                {
                    IndexName = "byUnionId",
                    KeySchema = [new("unionId", KeyType.HASH)],
                    Projection = new() { ProjectionType = ProjectionType.KEYS_ONLY },
                },
            ],
        },
        new()
        {
            TableName = options.AppsTable,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            AttributeDefinitions = [new("appId", ScalarAttributeType.S)],
            KeySchema = [new("appId", KeyType.HASH)],
        },
    ];
}
