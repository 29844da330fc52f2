using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using MiniLogin.Aws;

namespace MiniLogin.Playground.Storage;

/// <summary>Creates the tables that a local DynamoDB lacks.</summary>
internal sealed class LocalTables(MiniLoginOptions options, TimeProvider clock)
{
    public async Task CreateAbsentAsync(CancellationToken cancellationToken)
    {
        if (options.DynamoDBUrl.Length == 0)
        {
            return;
        }

        using var connections = new AwsConnections(clock);
        using var dynamoDB = AwsClients.DynamoDB(options, connections);
        foreach (var table in MiniLoginTable.All(options))
        {
            try
            {
                await dynamoDB.CreateTableAsync(table.Schema.ToRequest(table.Name), cancellationToken);
            }
            catch (ResourceInUseException)
            {
                // It exists already.
            }

            if (table.Schema.TtlAttribute is { } ttlAttribute)
            {
                await TurnOnTtlAsync(dynamoDB, table.Name, ttlAttribute, cancellationToken);
            }
        }
    }

    private static async Task TurnOnTtlAsync(AmazonDynamoDBClient dynamoDB, string table, string attribute, CancellationToken cancellationToken)
    {
        var ttl = await dynamoDB.DescribeTimeToLiveAsync(new DescribeTimeToLiveRequest { TableName = table }, cancellationToken);
        if (ttl.TimeToLiveDescription?.TimeToLiveStatus == TimeToLiveStatus.ENABLED)
        {
            return;
        }

        var request = new UpdateTimeToLiveRequest
        {
            TableName = table,
            TimeToLiveSpecification = new() { AttributeName = attribute, Enabled = true },
        };
        await dynamoDB.UpdateTimeToLiveAsync(request, cancellationToken);
    }
}
