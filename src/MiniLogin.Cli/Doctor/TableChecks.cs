using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using MiniLogin.Aws;

namespace MiniLogin.Cli.Doctor;

/// <summary>Whether the tables are there as template.yaml makes them.</summary>
internal sealed class TableChecks(IAmazonDynamoDB dynamoDB)
{
    private const string NotAnswering = "DynamoDB does not answer";

    public async Task<IReadOnlyList<Finding>> RunAsync(MiniLoginTable expected, CancellationToken cancellationToken)
    {
        var option = $"--{expected.Purpose}-table";
        var check = $"Table {expected.Name}";
        try
        {
            var table = (await AwsCall.Of(dynamoDB.DescribeTableAsync(expected.Name, cancellationToken))).Table;
            var findings = new List<Finding> { Shape(check, option, expected.Schema, table) };
            if (expected.Schema.TtlAttribute is { } ttlAttribute)
            {
                findings.Add(await TtlAsync(expected.Name, ttlAttribute, cancellationToken));
            }

            findings.Add(await RecoveryAsync(expected.Name, cancellationToken));
            return findings;
        }
        catch (ResourceNotFoundException)
        {
            return [Finding.Failed(check, "is not there", $"Its name is an output of the stack: {option}. And look at --region.")];
        }
        catch (StoreUnavailableException e)
        {
            return [Finding.Unreachable(check, $"{NotAnswering}: {(e.InnerException ?? e).Message}", "Look at the network, --region, and AWS's status.")];
        }
        catch (AmazonServiceException e)
        {
            return [Finding.Failed(check, $"{e.ErrorCode}: {e.Message}", "Whoever runs this needs dynamodb:DescribeTable, DescribeTimeToLive and DescribeContinuousBackups on it.")];
        }
    }

    private static Finding Shape(string check, string option, TableSchema expected, TableDescription table)
    {
        if (table.TableStatus != TableStatus.ACTIVE && table.TableStatus != TableStatus.UPDATING)
        {
            return Finding.Failed(check, $"is {table.TableStatus}", "Wait until it is ACTIVE.");
        }

        if (!IsKeyedBy(table.KeySchema, [expected.Key]))
        {
            return Finding.Failed(check, $"has not just the partition key {expected.Key.Name}", $"It is another table, or not made by template.yaml: {option}.");
        }

        if (expected.Index is not { } expectedIndex)
        {
            return Finding.Ok(check, "there");
        }

        var index = table.GlobalSecondaryIndexes?.FirstOrDefault(i => i.IndexName == expectedIndex.Name);
        if (index is null || !IsKeyedBy(index.KeySchema, expectedIndex.Keys))
        {
            return Finding.Failed(check, $"lacks the index {expectedIndex.Name} on {string.Join(" and ", expectedIndex.Keys.Select(key => key.Name))}", "Deploy template.yaml again.");
        }

        var shown = index.Projection?.NonKeyAttributes ?? [];
        var missing = index.Projection?.ProjectionType == ProjectionType.ALL ? [] : expectedIndex.Projected.Except(shown).ToArray();
        return missing.Length > 0
            ? Finding.Failed(check, $"the index {expectedIndex.Name} lacks {string.Join(", ", missing)}", "Deploy template.yaml again; an index must be replaced for it.")
            : Finding.Ok(check, $"there, with index {expectedIndex.Name}");
    }

    private async Task<Finding> TtlAsync(string table, string attribute, CancellationToken cancellationToken)
    {
        var check = $"TTL of {table}";
        var ttl = (await AwsCall.Of(dynamoDB.DescribeTimeToLiveAsync(new DescribeTimeToLiveRequest { TableName = table }, cancellationToken))).TimeToLiveDescription;
        var isOn = ttl?.TimeToLiveStatus == TimeToLiveStatus.ENABLED || ttl?.TimeToLiveStatus == TimeToLiveStatus.ENABLING;
        return isOn && ttl!.AttributeName == attribute
            ? Finding.Ok(check, $"on, by {attribute}")
            : Finding.Failed(check, isOn ? $"is by {ttl!.AttributeName}" : "is off: rows that have expired stay for ever", $"aws dynamodb update-time-to-live --table-name {table} --time-to-live-specification Enabled=true,AttributeName={attribute}");
    }

    private async Task<Finding> RecoveryAsync(string table, CancellationToken cancellationToken)
    {
        var check = $"Point-in-time recovery of {table}";
        try
        {
            var backups = (await AwsCall.Of(dynamoDB.DescribeContinuousBackupsAsync(new DescribeContinuousBackupsRequest { TableName = table }, cancellationToken))).ContinuousBackupsDescription;
            return backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus == PointInTimeRecoveryStatus.ENABLED
                ? Finding.Ok(check, "on")
                : Finding.Warning(check, "is off: what is overwritten by mistake is lost", $"aws dynamodb update-continuous-backups --table-name {table} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true");
        }
        catch (AmazonServiceException e)
        {
            return Finding.Warning(check, $"could not be told: {e.ErrorCode}", "A local DynamoDB has none; in AWS, allow dynamodb:DescribeContinuousBackups.");
        }
    }

    private static bool IsKeyedBy(List<KeySchemaElement> schema, IReadOnlyList<KeyAttribute> keys) =>
        schema.OrderBy(k => k.KeyType == KeyType.HASH ? 0 : 1).Select(k => k.AttributeName).SequenceEqual(keys.Select(key => key.Name));
}
