using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace MiniLogin.Tests.Template;

/// <summary>Creates each table with its deployed properties on a DynamoDB API server and reads them back.</summary>
public sealed class DeployedTableTests : IDisposable
{
    private static readonly JsonSerializerOptions AsInTheTemplate = new() { Converters = { new ConstantConverterFactory() }, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    private readonly AmazonDynamoDBClient _dynamoDB = new(new BasicAWSCredentials("local", "local"), new AmazonDynamoDBConfig { ServiceURL = DynamoDBServer.Url, AuthenticationRegion = "us-east-1" });

    public static TheoryData<string> Tables => [.. TemplateFile.Resources(TemplateFile.Table)];

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task DynamoDB_creates_each_table_as_the_template_describes_it(string name)
    {
        var properties = Deployment.With().Properties(name);
        var table = $"t{Guid.NewGuid():N}";
        var ttl = Take<TimeToLiveSpecification>(properties, "TimeToLiveSpecification");
        var recovery = Take<PointInTimeRecoverySpecification>(properties, "PointInTimeRecoverySpecification");
        var stream = Take<StreamSpecification>(properties, "StreamSpecification");
        var encryption = properties["SSESpecification"]!.AsObject();
        properties.Remove("SSESpecification");
        var request = properties.Deserialize<CreateTableRequest>(AsInTheTemplate)!;
        request.SSESpecification = new() { Enabled = encryption["SSEEnabled"]!.GetValue<bool>(), SSEType = encryption["SSEType"]?.GetValue<string>() };
        request.TableName = table;
        if (stream is not null)
        {
            // CloudFormation adds this.
            stream.StreamEnabled = true;
            request.StreamSpecification = stream;
        }

        await _dynamoDB.CreateTableAsync(request, TestContext.Current.CancellationToken);
        if (ttl is not null)
        {
            await _dynamoDB.UpdateTimeToLiveAsync(new UpdateTimeToLiveRequest { TableName = table, TimeToLiveSpecification = ttl }, TestContext.Current.CancellationToken);
        }

        var made = (await _dynamoDB.DescribeTableAsync(table, TestContext.Current.CancellationToken)).Table;
        made.TableStatus.Should().Be(TableStatus.ACTIVE);
        made.BillingModeSummary.BillingMode.Should().Be(request.BillingMode);
        made.AttributeDefinitions.Should().BeEquivalentTo(request.AttributeDefinitions);
        made.KeySchema.Should().BeEquivalentTo(request.KeySchema);
        (made.GlobalSecondaryIndexes ?? []).Select(i => new { i.IndexName, i.KeySchema, i.Projection }).Should()
            .BeEquivalentTo((request.GlobalSecondaryIndexes ?? []).Select(i => new { i.IndexName, i.KeySchema, i.Projection }));
        if (ttl is not null)
        {
            var read = (await _dynamoDB.DescribeTimeToLiveAsync(new DescribeTimeToLiveRequest { TableName = table }, TestContext.Current.CancellationToken)).TimeToLiveDescription;
            read.AttributeName.Should().Be("expiresAt");
            read.TimeToLiveStatus.Should().Be(TimeToLiveStatus.ENABLED);
        }

        made.StreamSpecification?.StreamViewType.Should().Be(stream?.StreamViewType);
        recovery!.PointInTimeRecoveryEnabled.Should().BeTrue();
    }

    public void Dispose() => _dynamoDB.Dispose();

    private static T? Take<T>(JsonObject properties, string name)
    {
        var value = properties[name].Deserialize<T>(AsInTheTemplate);
        properties.Remove(name);
        return value;
    }
}
