using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace MiniLogin.Tests.Template;

/// <summary>The form of the policies. CallTests check that they allow exactly what is needed.</summary>
public sealed class PolicyTests
{
    private const string OnlyForItsApp = """
        ForAllValues:StringEquals:
          kms:EncryptionContextKeys:
            - appId
        'Null':
          kms:EncryptionContext:appId: false

        """;

    private const string OnlyTheTimesOfASession = """
        ForAllValues:StringEquals:
          dynamodb:Attributes:
            - id
            - lastSeenAt
            - expiresAt
            - endsAt
        'Null':
          dynamodb:Attributes: false

        """;

    private const string OnlyTheAccessToken = """
        ForAllValues:StringEquals:
          dynamodb:Attributes:
            - appId
            - sealedAccessToken
            - accessTokenExpiresAt
            - sealedRefreshToken
        'Null':
          dynamodb:Attributes: false

        """;

    private const string OnlyTheComponentToken = """
        ForAllValues:StringEquals:
          dynamodb:LeadingKeys:
            - component/token
          dynamodb:Attributes:
            - appId
            - sealedComponentToken
            - componentTokenExpiresAt
            - leaseUntil
        'Null':
          dynamodb:LeadingKeys: false
          dynamodb:Attributes: false

        """;

    private const string OnlyTheTicket = """
        ForAllValues:StringEquals:
          dynamodb:LeadingKeys:
            - component/ticket
          dynamodb:Attributes:
            - appId
            - sealedTicket
            - ticketCreatedAt
        'Null':
          dynamodb:LeadingKeys: false
          dynamodb:Attributes: false

        """;

    private const string OnlyTheAuthorization = """
        ForAllValues:StringEquals:
          dynamodb:Attributes:
            - appId
            - kind
            - authorized
            - authorizationChangedAt
            - sealedAccessToken
            - accessTokenExpiresAt
            - sealedRefreshToken
        'Null':
          dynamodb:Attributes: false

        """;

    private const string OnlyTheRowsOfTheComponent = """
        ForAllValues:StringEquals:
          dynamodb:LeadingKeys:
            - component
            - component/ticket
            - component/token
        'Null':
          dynamodb:LeadingKeys: false

        """;

    public static TheoryData<string> Functions => [.. TemplateFile.Functions];

    public static TheoryData<string> Holders => [.. TemplateFile.Functions, StackPolicy.OfOperators, StackPolicy.OfServers];

    [Theory]
    [MemberData(nameof(Holders))]
    public void A_policy_statement_only_allows(string holder)
    {
        foreach (var statement in StackPolicy.StatementsOf(holder))
        {
            statement.At("Effect").Text().Should().Be("Allow");
            statement.Keys().Except(["Sid", "Effect", "Action", "Resource", "Condition"]).Should().BeEmpty();
        }
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void Policies_have_no_wildcard_except_for_picture_names(string function) =>
        Wildcards(function).Where(text => text != "${Avatars.Arn}/avatars/*").Should().BeEmpty();

    [Fact]
    public void The_policy_for_operators_has_wildcards_only_for_parameters_metrics_and_pictures() =>
        Wildcards(StackPolicy.OfOperators).Should().Equal("arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/minilogin/${AWS::StackName}/*", "*", "${Avatars.Arn}/avatars/*");

    /// <summary>IAM knows no metrics as resources.</summary>
    [Fact]
    public void Everything_is_allowed_for_no_call_of_operators_but_to_read_metrics() =>
        StackPolicy.StatementsOf(StackPolicy.OfOperators).Single(statement => statement.At("Resource") is YamlScalarNode { Value: "*" }).At("Action").Items().Select(action => action.Text()).Should().Equal("cloudwatch:GetMetricData");

    [Theory]
    [MemberData(nameof(Holders))]
    public void Keys_sessions_and_access_tokens_have_a_condition(string holder)
    {
        foreach (var statement in StackPolicy.StatementsOf(holder))
        {
            var condition = statement.Find("Condition") is { } node ? TemplateYaml.Write(node) : null;
            var usesTheKey = statement.At("Action").Items().Any(action => action.Text().StartsWith("kms:", StringComparison.Ordinal));
            condition.Should().Be(usesTheKey ? OnlyForItsApp : statement.At("Sid").Text() switch
            {
                "ChangeOnlyItsTimes" => OnlyTheTimesOfASession,
                "KeepAccessToken" => OnlyTheAccessToken,
                "KeepComponentToken" => OnlyTheComponentToken,
                "KeepTicket" => OnlyTheTicket,
                "ChangeMerchant" => OnlyTheAuthorization,
                "RemoveComponent" => OnlyTheRowsOfTheComponent,
                _ => null,
            });
        }
    }

    [Fact]
    public void A_managed_policy_is_shared_or_exported_and_has_no_fixed_name()
    {
        string[] others = [StackPolicy.OfOperators, StackPolicy.OfServers];
        TemplateFile.Functions.SelectMany(StackPolicy.NamedBy).Should().NotContain(others);
        others.Should().AllSatisfy(policy => TemplateFile.Properties(policy).Keys().Should().Equal("PolicyDocument"));
        foreach (var policy in StackPolicy.Names.Except(others))
        {
            TemplateFile.Functions.Count(function => StackPolicy.NamedBy(function).Contains(policy)).Should().BeGreaterThan(1, "{0} has only one function and should be inline", policy);
            TemplateFile.Properties(policy).Keys().Should().Equal("PolicyDocument");
        }
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_role_has_at_most_as_many_managed_policies_as_IAM_allows(string function) =>
        Deployment.With(("SubnetIds", "subnet-1"), ("SecurityGroupIds", "sg-1")).Properties($"{function}Role")["ManagedPolicyArns"]!.AsArray().Should().HaveCountLessThanOrEqualTo(10);

    [Fact]
    public void The_key_policy_requires_the_appId_in_the_encryption_context()
    {
        var statements = Always().ToList();
        var uses = statements.Where(s => s.At("Action").Items().Any(a => a.Text() is "kms:Decrypt" or "kms:Encrypt")).Should().ContainSingle().Subject;

        TemplateYaml.Write(uses.At("Condition")).Should().Be(OnlyForItsApp);
        statements.SelectMany(s => s.At("Action").Items()).Select(a => a.Text()).Should()
            .NotContain(action => action.Contains('*', StringComparison.Ordinal))
            .And.Contain("kms:PutKeyPolicy", "without it nobody could change the policy")
            .And.NotContain("kms:CreateGrant", "a grant needs no encryption context");
    }

    [Fact]
    public void The_key_policy_delegates_to_IAM()
    {
        foreach (var statement in Always())
        {
            TemplateYaml.Write(statement.At("Principal")).Should().Be("""
                AWS:
                  Fn::Sub: arn:${AWS::Partition}:iam::${AWS::AccountId}:root

                """);
        }
    }

    [Fact]
    public void DynamoDB_may_use_the_key_only_if_chosen_and_only_in_this_account()
    {
        Statements(Deployment.With()).Should().HaveCount(2);
        var statement = Statements(Deployment.With(("EncryptTables", "own"))).Should().HaveCount(3).And.Subject.Last()!;

        statement["Condition"]!.ToJsonString().Should().Be("""{"StringEquals":{"kms:CallerAccount":"123456789012","kms:ViaService":"dynamodb.us-east-1.amazonaws.com"}}""");
        statement["Effect"]!.GetValue<string>().Should().Be("Allow");
        statement["Action"]!.AsArray().Select(action => action!.GetValue<string>()).Should().BeEquivalentTo(
            "kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo");
    }

    private static IEnumerable<string> Wildcards(string holder) =>
        StackPolicy.StatementsOf(holder).SelectMany(statement => statement.AllNodes).OfType<YamlScalarNode>().Select(node => node.Value!)
            .Where(text => text.Contains('*', StringComparison.Ordinal) || text.Contains('?', StringComparison.Ordinal));

    private static JsonArray Statements(Deployment deployment) => deployment.Properties("AppCredentialsKey")["KeyPolicy"]!["Statement"]!.AsArray();

    /// <summary>The statements of the key's policy that do not depend on a parameter.</summary>
    private static IEnumerable<YamlNode> Always() =>
        TemplateFile.Properties("AppCredentialsKey").At("KeyPolicy", "Statement").Items().Where(statement => statement.Find("Fn::If") is null);
}
