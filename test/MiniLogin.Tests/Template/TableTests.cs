using Amazon.DynamoDBv2.Model;
using YamlDotNet.RepresentationModel;

namespace MiniLogin.Tests.Template;

/// <summary>The tables of template.yaml have the schema that the stores use and that the store tests run on.</summary>
public sealed class TableTests
{
    private static readonly MiniLoginOptions NamedAsTheResources = new() { SessionsTable = "Sessions", UsersTable = "Users", AppsTable = "Apps", DeletionsTable = "Deletions" };

    private static readonly IReadOnlyList<MiniLoginTable> Expected = MiniLoginTable.All(NamedAsTheResources);

    public static TheoryData<string> Tables => [.. TemplateFile.Tables];

    public static TheoryData<string> WhatHoldsData => [.. TemplateFile.Tables, "AppCredentialsKey", "Avatars"];

    [Fact]
    public void The_template_has_the_tables_of_the_product() =>
        TemplateFile.Tables.Should().BeEquivalentTo(Expected.Select(table => table.Name));

    [Theory]
    [MemberData(nameof(Tables))]
    public void A_table_has_the_keys_and_indexes_of_its_schema(string name)
    {
        var local = Expected.Single(table => table.Name == name).Schema.ToRequest(name);
        var expected = new Dictionary<string, object>
        {
            ["BillingMode"] = local.BillingMode.Value,
            ["AttributeDefinitions"] = local.AttributeDefinitions.Select(a => new { a.AttributeName, AttributeType = a.AttributeType.Value }),
            ["KeySchema"] = Keys(local.KeySchema),
        };
        if (local.GlobalSecondaryIndexes is { Count: > 0 } indexes)
        {
            expected["GlobalSecondaryIndexes"] = indexes.Select(index => new
            {
                index.IndexName,
                KeySchema = Keys(index.KeySchema),
                Projection = Projected(index.Projection),
            });
        }

        var properties = (YamlMappingNode)TemplateFile.Properties(name);
        var deployed = new YamlMappingNode(properties.Children.Where(property => !HasNoLocalCounterpart(property.Key.Text())));
        TemplateYaml.Write(deployed).Should().Be(TemplateYaml.Write(expected));
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void A_table_has_the_TTL_of_its_schema(string name)
    {
        var ttl = TemplateFile.Properties(name).Find("TimeToLiveSpecification");
        if (Expected.Single(table => table.Name == name).Schema.TtlAttribute is { } attribute)
        {
            TemplateYaml.Write(ttl!).Should().Be(TemplateYaml.Write(new { AttributeName = attribute, Enabled = true }));
        }
        else
        {
            ttl.Should().BeNull();
        }
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void A_table_has_the_stream_of_its_schema(string name)
    {
        var stream = TemplateFile.Properties(name).Find("StreamSpecification");
        if (Expected.Single(table => table.Name == name).Schema.HasStream)
        {
            TemplateYaml.Write(stream!).Should().Be("StreamViewType: KEYS_ONLY\n", "a stream of Users would carry every login and sealed columns");
        }
        else
        {
            stream.Should().BeNull();
        }
    }

    [Fact]
    public void The_stream_of_deletions_is_exported_under_the_name_of_the_stack()
    {
        var output = TemplateFile.Root.At("Outputs", "DeletionsStreamArn");

        Expected.Single(table => table.Schema.HasStream).Name.Should().Be("Deletions");
        TemplateYaml.Write(output.At("Value")).Should().Be(TemplateYaml.Write(new Dictionary<string, object> { ["Fn::GetAtt"] = new[] { "Deletions", "StreamArn" } }));
        output.At("Export", "Name", "Fn::Sub").Text().Should().Be("${AWS::StackName}-DeletionsStreamArn");
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void A_table_has_point_in_time_recovery_and_encryption(string name)
    {
        var properties = TemplateFile.Properties(name);
        properties.At("PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled").Text().Should().Be("true");
        properties.At("SSESpecification", "SSEEnabled").Text().Should().Be("true");
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void A_table_is_encrypted_with_the_chosen_key(string name)
    {
        Deployment.With().Properties(name)["SSESpecification"]!.ToJsonString().Should().Be("""{"SSEEnabled":true,"SSEType":"KMS"}""");
        Deployment.With(("EncryptTables", "own")).Properties(name)["SSESpecification"]!.ToJsonString().Should().Be(name == "Deletions"
            ? """{"SSEEnabled":true,"SSEType":"KMS"}"""
            : """{"SSEEnabled":true,"SSEType":"KMS","KMSMasterKeyId":"${AppCredentialsKey}"}""", "apps read the stream of Deletions without rights to a key");
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void Tables_in_prod_have_deletion_protection(string name)
    {
        Deployment.With(("Stage", "prod")).Properties(name)["DeletionProtectionEnabled"]!.GetValue<bool>().Should().BeTrue();
        Deployment.With(("Stage", "dev")).Properties(name)["DeletionProtectionEnabled"]!.GetValue<bool>().Should().BeFalse();
    }

    [Theory]
    [MemberData(nameof(WhatHoldsData))]
    public void Resources_with_data_are_retained(string name)
    {
        var resource = TemplateFile.Root.At("Resources", name);
        resource.At("DeletionPolicy").Text().Should().Be("Retain");
        resource.At("UpdateReplacePolicy").Text().Should().Be("Retain");
    }

    [Fact]
    public void The_key_of_the_credentials_is_rotated_every_year() =>
        TemplateFile.Properties("AppCredentialsKey").At("EnableKeyRotation").Text().Should().Be("true");

    private static bool HasNoLocalCounterpart(string property) =>
        property is "StreamSpecification" or "TimeToLiveSpecification" or "PointInTimeRecoverySpecification" or "SSESpecification" or "DeletionProtectionEnabled" or "Tags";

    private static object Keys(IEnumerable<KeySchemaElement> keys) => keys.Select(key => new { key.AttributeName, KeyType = key.KeyType.Value });

    private static Dictionary<string, object> Projected(Projection projection)
    {
        var projected = new Dictionary<string, object> { ["ProjectionType"] = projection.ProjectionType.Value };
        if (projection.NonKeyAttributes is { Count: > 0 } attributes)
        {
            projected["NonKeyAttributes"] = attributes;
        }

        return projected;
    }
}
