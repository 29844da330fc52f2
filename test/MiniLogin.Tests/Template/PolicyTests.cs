using YamlDotNet.RepresentationModel;

namespace MiniLogin.Tests.Template;

/// <summary>Each function may do what it does and nothing else; logs come by SAM's AWSLambdaBasicExecutionRole.</summary>
public sealed class PolicyTests
{
    private const string OnlyForItsApp = """
        ForAllValues:StringEquals:
          kms:EncryptionContextKeys:
            - appId
        'Null':
          kms:EncryptionContext:appId: false

        """;

    private static readonly string[] LogIn =
    [
        "dynamodb:GetItem Apps",
        "kms:Decrypt AppCredentialsKey",
        "dynamodb:UpdateItem Users",
        "dynamodb:GetItem Users",
        "dynamodb:PutItem Sessions",
        "dynamodb:GetItem Sessions",
        "dynamodb:UpdateItem Sessions",
    ];

    private static readonly string[] CheckSession =
    [
        "dynamodb:GetItem Sessions",
        "dynamodb:UpdateItem Sessions",
        "dynamodb:GetItem Apps",
    ];

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Login"] = LogIn,
        ["WaferLogin"] = LogIn,
        ["ShowSession"] = CheckSession,
        ["Authorize"] = CheckSession,
        ["LogOut"] = ["dynamodb:UpdateItem Sessions"],
        ["ShowUser"] = [.. CheckSession, "dynamodb:GetItem Users"],
    };

    public static TheoryData<string> Functions => [.. TemplateFile.Resources(TemplateFile.Function)];

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_function_may_do_what_it_does_and_nothing_else(string function)
    {
        var allowed = from statement in Statements(function)
                      from action in statement.At("Action").Items()
                      from resource in statement.At("Resource").Items()
                      select $"{action.Text()} {Name(resource)}";

        allowed.Should().BeEquivalentTo(Allowed[function]);
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_statement_allows_and_says_nothing_more(string function)
    {
        foreach (var statement in Statements(function))
        {
            statement.At("Effect").Text().Should().Be("Allow");
            statement.Keys().Except(["Sid", "Effect", "Action", "Resource", "Condition"]).Should().BeEmpty();
        }
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void There_is_no_wildcard_in_a_policy(string function) =>
        TemplateFile.Properties(function).At("Policies").AllNodes.OfType<YamlScalarNode>().Should()
            .NotContain(node => node.Value!.Contains('*', StringComparison.Ordinal) || node.Value.Contains('?', StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Functions))]
    public void Credentials_are_decrypted_for_the_app_they_were_encrypted_for(string function)
    {
        foreach (var statement in Statements(function))
        {
            var condition = statement.Find("Condition") is { } node ? TemplateYaml.Write(node) : null;
            var usesTheKey = statement.At("Action").Items().Any(action => action.Text().StartsWith("kms:", StringComparison.Ordinal));
            condition.Should().Be(usesTheKey ? OnlyForItsApp : null);
        }
    }

    [Fact]
    public void The_key_itself_asks_for_an_app_whoever_uses_it()
    {
        var statements = TemplateFile.Properties("AppCredentialsKey").At("KeyPolicy", "Statement").Items().ToList();
        var uses = statements.Where(s => s.At("Action").Items().Any(a => a.Text() is "kms:Decrypt" or "kms:Encrypt")).Should().ContainSingle().Subject;

        TemplateYaml.Write(uses.At("Condition")).Should().Be(OnlyForItsApp);
        statements.SelectMany(s => s.At("Action").Items()).Select(a => a.Text()).Should()
            .NotContain(action => action.Contains('*', StringComparison.Ordinal))
            .And.Contain("kms:PutKeyPolicy", "without it nobody could ever change the policy")
            .And.NotContain("kms:CreateGrant", "a grant needs no encryption context");
    }

    [Fact]
    public void The_key_is_for_whom_the_account_lets_by_IAM()
    {
        foreach (var statement in TemplateFile.Properties("AppCredentialsKey").At("KeyPolicy", "Statement").Items())
        {
            TemplateYaml.Write(statement.At("Principal")).Should().Be("""
                AWS:
                  Fn::Sub: arn:${AWS::Partition}:iam::${AWS::AccountId}:root

                """);
        }
    }

    private static IEnumerable<YamlNode> Statements(string function)
    {
        var policies = TemplateFile.Properties(function).At("Policies").Items().ToList();
        policies.Should().AllBeOfType<YamlMappingNode>("a policy by name allows more than is needed");
        return policies.SelectMany(policy => policy.At("Statement").Items());
    }

    private static string Name(YamlNode resource)
    {
        var (name, attribute) = resource.At("Fn::GetAtt").Items().Select(item => item.Text()).ToArray() is [var first, var second]
            ? (first, second)
            : throw new FormatException($"Not a name and an attribute, at line {resource.Start.Line}.");
        attribute.Should().Be("Arn");
        return name;
    }
}
