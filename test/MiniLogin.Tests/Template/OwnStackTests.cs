using System.Text.Json.Nodes;

namespace MiniLogin.Tests.Template;

/// <summary>What an app's stack imports from MiniLogin's, and the template of an app in docs/own-functions.md.</summary>
public sealed class OwnStackTests
{
    private static readonly (string, string)[] Domain = [("DomainName", "api.example.com"), ("CertificateArn", "arn:aws:acm:us-east-1:123456789012:certificate/a")];

    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "own-functions.md"));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_stack_exports_what_apps_import(bool hasDomain)
    {
        var deployment = Deployment.With([.. hasDomain ? Domain : [], ("AWS::StackName", "minilogin-prod")]);
        var exports = new Dictionary<string, string>
        {
            ["AuthorizerArn"] = "${AuthorizeAliaslive}",
            ["CheckSessionPolicyArn"] = "${CheckSessionPolicy}",
            ["AccessTokenFunctionArn"] = "${AccessTokenAliaslive}",
            ["InvokeAccessTokenPolicyArn"] = "${InvokeAccessTokenPolicy}",
            ["DeletionsStreamArn"] = "${Deletions.StreamArn}",
            ["SessionsTable"] = "${Sessions}",
            ["UsersTable"] = "${Users}",
            ["AppsTable"] = "${Apps}",
        };
        if (hasDomain)
        {
            exports["DomainName"] = "${Domain}";
        }

        deployment.Exports.Should().Contain(exports.ToDictionary(each => $"minilogin-prod-{each.Key}", each => each.Value));
        deployment.Exports.ContainsKey("minilogin-prod-DomainName").Should().Be(hasDomain);
        foreach (var (name, value) in deployment.Exports)
        {
            value.Should().Be(deployment.Output(name["minilogin-prod-".Length..]), "an export is named like its output");
            deployment.OfType("AWS::SSM::Parameter").Select(deployment.Properties).Should()
                .ContainSingle(p => p["Name"]!.GetValue<string>() == $"/minilogin/{name.Replace("minilogin-prod-", "minilogin-prod/", StringComparison.Ordinal)}").Which["Value"]!.GetValue<string>().Should().Be(value);
        }
    }

    [Fact]
    public void The_page_lists_every_export()
    {
        var exports = Deployment.With([.. Domain, ("AWS::StackName", "s")]).Exports.Keys.Select(name => name[2..]);

        exports.Where(name => !Page.Contains($"`{name}`", StringComparison.Ordinal)).Should().BeEmpty();
    }

    [Fact]
    public void The_API_of_an_app_asks_the_authorizer_of_the_stack_on_every_request()
    {
        var template = SamTransform.TemplateOf(Blocks()[0]);
        var imported = Import("AuthorizerArn").ToJsonString();

        var authorizer = Resource(template, "AnnotationsHttpApi")["Body"]!["components"]!["securitySchemes"]!["MiniLogin"]!["x-amazon-apigateway-authorizer"]!;
        authorizer["authorizerUri"]!.ToJsonString().Should().Contain(imported);
        authorizer["authorizerResultTtlInSeconds"]!.GetValue<int>().Should().Be(0);
        authorizer["identitySource"]!.ToJsonString().Should().Be("""["$request.header.Authorization"]""");
        Resource(template, "AnnotationsHttpApi")["Body"]!["paths"]!["/orders"]!["get"]!["security"]!.ToJsonString().Should().Be("""[{"MiniLogin":[]}]""");
        var permission = template["Resources"]!.AsObject().Where(r => r.Value!["Type"]!.GetValue<string>() == "AWS::Lambda::Permission").Select(r => r.Value!["Properties"]!)
            .Should().ContainSingle(p => p["FunctionName"]!.ToJsonString() == imported).Subject;
        permission["SourceArn"]!.ToJsonString().Should().Contain("${__ApiId__}/authorizers/*").And.Contain("""{"Ref":"AnnotationsHttpApi"}""");
    }

    [Fact]
    public void The_API_of_an_app_is_below_a_path_of_the_domain()
    {
        var mapping = SamTransform.TemplateOf(Blocks()[0])["Resources"]!["Mapping"]!;

        mapping["Condition"]!.GetValue<string>().Should().Be("OnDomain");
        mapping["Properties"]!["DomainName"]!.ToJsonString().Should().Be(Import("DomainName").ToJsonString());
        mapping["Properties"]!["ApiMappingKey"]!.ToJsonString().Should().Be("""{"Ref":"BasePath"}""");
    }

    [Fact]
    public void A_function_of_an_app_gets_the_policy_and_the_tables()
    {
        var template = SamTransform.TemplateOf(Blocks()[0].Replace("      Events:\n", $"{Blocks()[1]}      Events:\n", StringComparison.Ordinal));

        Resource(template, "ListOrdersRole")["ManagedPolicyArns"]!.ToJsonString().Should().Contain(Import("CheckSessionPolicyArn").ToJsonString());
        var variables = Resource(template, "ListOrders")["Environment"]!["Variables"]!.AsObject();
        foreach (var table in new[] { "SessionsTable", "UsersTable", "AppsTable" })
        {
            variables[$"{MiniLoginOptions.Section}__{table}"]!.ToJsonString().Should().Be(Import(table).ToJsonString());
            typeof(MiniLoginOptions).GetProperty(table).Should().NotBeNull();
        }
    }

    private static JsonObject Import(string export) => new() { ["Fn::ImportValue"] = new JsonObject { ["Fn::Sub"] = $"${{MiniLogin}}-{export}" } };

    private static JsonNode Resource(JsonObject template, string name) => template["Resources"]![name]!["Properties"]!;

    /// <summary>The YAML of the page: the template of an app, and what a function needs that checks sessions itself.</summary>
    private static string[] Blocks() => [.. Page.Split("```yaml\n").Skip(1).Select(block => block.Split("```")[0])];
}
