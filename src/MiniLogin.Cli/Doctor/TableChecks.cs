using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using MiniLogin.Aws;

namespace MiniLogin.Cli.Doctor;

/// <summary>Checks that the tables exist as template.yaml creates them.</summary>
internal sealed class TableChecks(IAmazonDynamoDB dynamoDB)
{
    private const string NotAnswering = "DynamoDB is unreachable";

    public async Task<IReadOnlyList<Finding>> RunAsync(MiniLoginTable expected, CancellationToken cancellationToken)
    {
        var option = $"--{expected.Purpose}-table";
        var check = $"Table {expected.Name}";
        try
        {
            var table = (await AwsCall.RunAsync(dynamoDB.DescribeTableAsync(expected.Name, cancellationToken))).Table;
            var findings = new List<Finding> { Shape(check, option, expected.Schema, table) };
            if (expected.Schema.TtlAttribute is { } ttlAttribute)
            {
                findings.Add(await TtlAsync(expected.Name, ttlAttribute, cancellationToken));
            }

            findings.Add(await RecoveryAsync(expected.Name, cancellationToken));
            if (expected.Schema.HasStream)
            {
                findings.Add(Stream(expected.Name, table));
            }

            return findings;
        }
        catch (ResourceNotFoundException)
        {
            return [Finding.Failed(check, "not found", $"Pass --stack, or check --region, and {option} against the outputs of the stack.")];
        }
        catch (StoreUnavailableException e)
        {
            return [Finding.Unreachable(check, $"{NotAnswering}: {(e.InnerException ?? e).Message}", "Check the network, --region and the AWS status page.")];
        }
        catch (AmazonServiceException e)
        {
            return [Finding.Failed(check, $"{e.ErrorCode}: {e.Message}", AwsRefusal.Advice(e.ErrorCode, profile: null) ?? "Grant dynamodb:DescribeTable, dynamodb:DescribeTimeToLive and dynamodb:DescribeContinuousBackups on this table.")];
        }
    }

    private static Finding Shape(string check, string option, TableSchema expected, TableDescription table)
    {
        if (table.TableStatus != TableStatus.ACTIVE && table.TableStatus != TableStatus.UPDATING)
        {
            return Finding.Failed(check, $"has status {table.TableStatus}", "Wait until the status is ACTIVE.");
        }

        if (!IsKeyedBy(table.KeySchema, [expected.Key]))
        {
            return Finding.Failed(check, $"does not have exactly the partition key {expected.Key.Name}", $"Check {option}: this is another table, or it was not created by template.yaml.");
        }

        return expected.Indexes.Select(index => Index(check, index, table)).FirstOrDefault(finding => finding is not null)
            ?? Finding.Ok(check, expected.Indexes.Count == 0 ? "exists" : $"exists, with index {string.Join(" and ", expected.Indexes.Select(index => index.Name))}");
    }

    /// <summary>Returns what is wrong with an index, or null.</summary>
    private static Finding? Index(string check, TableIndex expectedIndex, TableDescription table)
    {
        var index = table.GlobalSecondaryIndexes?.FirstOrDefault(i => i.IndexName == expectedIndex.Name);
        if (index is null || !IsKeyedBy(index.KeySchema, expectedIndex.Keys))
        {
            return Finding.Failed(check, $"has no index {expectedIndex.Name} on {string.Join(" and ", expectedIndex.Keys.Select(key => key.Name))}", "Deploy template.yaml again.");
        }

        var shown = index.Projection?.NonKeyAttributes ?? [];
        var missing = index.Projection?.ProjectionType == ProjectionType.ALL ? [] : expectedIndex.Projected.Except(shown).ToArray();
        return missing.Length > 0
            ? Finding.Failed(check, $"index {expectedIndex.Name} does not contain {string.Join(", ", missing)}", "Deploy template.yaml again. The index must be replaced.")
            : null;
    }

    private async Task<Finding> TtlAsync(string table, string attribute, CancellationToken cancellationToken)
    {
        var check = $"TTL of {table}";
        var ttl = (await AwsCall.RunAsync(dynamoDB.DescribeTimeToLiveAsync(new DescribeTimeToLiveRequest { TableName = table }, cancellationToken))).TimeToLiveDescription;
        var isOn = ttl?.TimeToLiveStatus == TimeToLiveStatus.ENABLED || ttl?.TimeToLiveStatus == TimeToLiveStatus.ENABLING;
        return isOn && ttl!.AttributeName == attribute
            ? Finding.Ok(check, $"on, with attribute {attribute}")
            : Finding.Failed(check, isOn ? $"uses the attribute {ttl!.AttributeName}" : "is off: expired rows are never removed", $"Run: aws dynamodb update-time-to-live --table-name {table} --time-to-live-specification Enabled=true,AttributeName={attribute}");
    }

    private static Finding Stream(string name, TableDescription table)
    {
        var check = $"Stream of {name}";
        var stream = table.StreamSpecification;
        return stream?.StreamEnabled == true && stream.StreamViewType == StreamViewType.KEYS_ONLY
            ? Finding.Ok(check, "on, with keys only")
            : Finding.Warning(check, stream?.StreamEnabled == true ? $"contains {stream.StreamViewType} instead of only keys" : "is off: apps are not told of deleted users", $"Run: aws dynamodb update-table --table-name {name} --stream-specification StreamEnabled=true,StreamViewType=KEYS_ONLY. A local DynamoDB needs no stream.");
    }

    private async Task<Finding> RecoveryAsync(string table, CancellationToken cancellationToken)
    {
        var check = $"Point-in-time recovery of {table}";
        try
        {
            var backups = (await AwsCall.RunAsync(dynamoDB.DescribeContinuousBackupsAsync(new DescribeContinuousBackupsRequest { TableName = table }, cancellationToken))).ContinuousBackupsDescription;
            return backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus == PointInTimeRecoveryStatus.ENABLED
                ? Finding.Ok(check, "on")
                : Finding.Warning(check, "is off: data overwritten by mistake cannot be restored", $"Run: aws dynamodb update-continuous-backups --table-name {table} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true");
        }
        catch (AmazonServiceException e)
        {
            return Finding.Warning(check, $"unknown: {e.ErrorCode}", "In AWS, grant dynamodb:DescribeContinuousBackups. A local DynamoDB has no backups.");
        }
    }

    private static bool IsKeyedBy(List<KeySchemaElement> schema, IReadOnlyList<KeyAttribute> keys) =>
        schema.OrderBy(k => k.KeyType == KeyType.HASH ? 0 : 1).Select(k => k.AttributeName).SequenceEqual(keys.Select(key => key.Name));
}
