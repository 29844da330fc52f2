using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using MiniLogin.Aws;
using MiniLogin.Playground.Stacks;

namespace MiniLogin.Playground.Storage;

/// <summary>Creates the tables that a local DynamoDB lacks: MiniLogin's and those of other stacks.</summary>
internal sealed class LocalTables(MiniLoginOptions options, IEnumerable<StackTable> others, TimeProvider clock)
{
    /// <summary>How long a new table may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public async Task CreateAbsentAsync(CancellationToken cancellationToken)
    {
        if (options.DynamoDBUrl.Length == 0)
        {
            return;
        }

        using var connections = new AwsConnections(clock);
        using var dynamoDB = AwsClients.DynamoDB(options, connections);
        var tables = MiniLoginTable.All(options).Select(table => new StackTable(table.Schema.ToRequest(table.Name), table.Schema.TtlAttribute)).Concat(others).ToList();
        var unfinished = new List<string>();
        foreach (var table in tables)
        {
            try
            {
                var created = await dynamoDB.CreateTableAsync(table.Request, cancellationToken);
                if (created.TableDescription.TableStatus != TableStatus.ACTIVE)
                {
                    unfinished.Add(table.Request.TableName);
                }
            }
            catch (ResourceInUseException)
            {
                // It exists already.
            }
        }

        foreach (var table in unfinished)
        {
            await IsActiveAsync(dynamoDB, table, cancellationToken);
        }

        foreach (var table in tables)
        {
            if (table.TtlAttribute is { } attribute)
            {
                await TurnOnTtlAsync(dynamoDB, table.Request.TableName, attribute, cancellationToken);
            }
        }
    }

    private async Task IsActiveAsync(AmazonDynamoDBClient dynamoDB, string table, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        while (clock.GetElapsedTime(started) < Patience)
        {
            var described = await dynamoDB.DescribeTableAsync(table, cancellationToken);
            if (described.Table.TableStatus == TableStatus.ACTIVE)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), clock, cancellationToken);
        }
    }

    private static async Task TurnOnTtlAsync(AmazonDynamoDBClient dynamoDB, string table, string attribute, CancellationToken cancellationToken)
    {
        try
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
        catch (AmazonDynamoDBException e) when (e.ErrorCode == "UnknownOperationException")
        {
            // A local DynamoDB such as dynalite has no TTL. Every reader compares the time anyway; expired rows only stay.
        }
    }
}
