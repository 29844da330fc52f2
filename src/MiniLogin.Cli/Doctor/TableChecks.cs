using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using MiniLogin.Aws;

namespace MiniLogin.Cli.Doctor;

/// <summary>Whether the tables are there as template.yaml makes them.</summary>
internal sealed class TableChecks(IAmazonDynamoDB dynamoDB)
{
    private const string TtlAttribute = "expiresAt";
    private const string NotAnswering = "DynamoDB does not answer";

    public async Task<IReadOnlyList<Finding>> RunAsync(ExpectedTable expected, CancellationToken cancellationToken)
    {
        var check = $"Table {expected.Name}";
        try
        {
            var table = (await AwsCall.Of(dynamoDB.DescribeTableAsync(expected.Name, cancellationToken))).Table;
            var findings = new List<Finding> { Shape(check, expected, table) };
            if (expected.Expires)
            {
                findings.Add(await TtlAsync(expected, cancellationToken));
            }

            findings.Add(await RecoveryAsync(expected, cancellationToken));
            return findings;
        }
        catch (ResourceNotFoundException)
        {
            return [Finding.Failed(check, "is not there", $"Its name is an output of the stack: {expected.Option}. And look at --region.")];
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

    private static Finding Shape(string check, ExpectedTable expected, TableDescription table)
    {
        if (table.TableStatus != TableStatus.ACTIVE && table.TableStatus != TableStatus.UPDATING)
        {
            return Finding.Failed(check, $"is {table.TableStatus}", "Wait until it is ACTIVE.");
        }

        if (!IsKeyedBy(table.KeySchema, [expected.Key]))
        {
            return Finding.Failed(check, $"has not just the partition key {expected.Key}", $"It is another table, or not made by template.yaml: {expected.Option}.");
        }

        if (expected.Index is null)
        {
            return Finding.Ok(check, "there");
        }

        var index = table.GlobalSecondaryIndexes?.FirstOrDefault(i => i.IndexName == expected.Index);
        if (index is null || !IsKeyedBy(index.KeySchema, expected.IndexKeys))
        {
            return Finding.Failed(check, $"lacks the index {expected.Index} on {string.Join(" and ", expected.IndexKeys)}", "Deploy template.yaml again.");
        }

        var shown = index.Projection?.NonKeyAttributes ?? [];
        var missing = index.Projection?.ProjectionType == ProjectionType.ALL ? [] : expected.IndexShows.Except(shown).ToArray();
        return missing.Length > 0
            ? Finding.Failed(check, $"the index {expected.Index} lacks {string.Join(", ", missing)}", "Deploy template.yaml again; an index must be replaced for it.")
            : Finding.Ok(check, $"there, with index {expected.Index}");
    }

    private async Task<Finding> TtlAsync(ExpectedTable expected, CancellationToken cancellationToken)
    {
        var check = $"TTL of {expected.Name}";
        var ttl = (await AwsCall.Of(dynamoDB.DescribeTimeToLiveAsync(new DescribeTimeToLiveRequest { TableName = expected.Name }, cancellationToken))).TimeToLiveDescription;
        var isOn = ttl?.TimeToLiveStatus == TimeToLiveStatus.ENABLED || ttl?.TimeToLiveStatus == TimeToLiveStatus.ENABLING;
        return isOn && ttl!.AttributeName == TtlAttribute
            ? Finding.Ok(check, $"on, by {TtlAttribute}")
            : Finding.Failed(check, isOn ? $"is by {ttl!.AttributeName}" : "is off: rows that have expired stay for ever", $"aws dynamodb update-time-to-live --table-name {expected.Name} --time-to-live-specification Enabled=true,AttributeName={TtlAttribute}");
    }

    private async Task<Finding> RecoveryAsync(ExpectedTable expected, CancellationToken cancellationToken)
    {
        var check = $"Point-in-time recovery of {expected.Name}";
        try
        {
            var backups = (await AwsCall.Of(dynamoDB.DescribeContinuousBackupsAsync(new DescribeContinuousBackupsRequest { TableName = expected.Name }, cancellationToken))).ContinuousBackupsDescription;
            return backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus == PointInTimeRecoveryStatus.ENABLED
                ? Finding.Ok(check, "on")
                : Finding.Warning(check, "is off: what is overwritten by mistake is lost", $"aws dynamodb update-continuous-backups --table-name {expected.Name} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true");
        }
        catch (AmazonServiceException e)
        {
            return Finding.Warning(check, $"could not be told: {e.ErrorCode}", "A local DynamoDB has none; in AWS, allow dynamodb:DescribeContinuousBackups.");
        }
    }

    private static bool IsKeyedBy(List<KeySchemaElement> schema, IReadOnlyList<string> names) => schema.OrderBy(k => k.KeyType == KeyType.HASH ? 0 : 1).Select(k => k.AttributeName).SequenceEqual(names);
}
