using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using YamlDotNet.RepresentationModel;

namespace MiniLogin.Tests.Template;

/// <summary>samples/shop: a stack of one's own, which is also the template of <c>dotnet new minilogin-app</c>.</summary>
public sealed partial class ShopTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "samples", "shop");
    private static readonly string Text = File.ReadAllText(Path.Combine(Folder, "template.yaml"));
    private static readonly YamlMappingNode Written = TemplateYaml.Read(Text);

    [Fact]
    public void A_build_leaves_the_template_unchanged()
    {
        TemplateYaml.Write(Written).Should().Be(Text);
        // With it, the generator would delete the API, because no function of this stack is an authorizer.
        Written.At("Resources", "AnnotationsHttpApi").Find("Metadata").Should().BeNull();
    }

    [Fact]
    public void The_template_has_the_functions_that_the_code_declares()
    {
        var declared = Directory.EnumerateFiles(Path.Combine(Folder, "src", "Shop"), "*.cs").SelectMany(file => Function().Matches(File.ReadAllText(file)).Select(match =>
        {
            var (name, type) = (match.Groups["name"].Value, Path.GetFileNameWithoutExtension(file));
            return $"{name} Shop::Shop.{type}_{name}_Generated::{name} {match.Groups["method"].Value.ToUpperInvariant()} {match.Groups["route"].Value}";
        }));

        declared.Should().HaveCountGreaterThan(3).And.BeEquivalentTo(Resources("AWS::Serverless::Function").Where(r => r.Value.Find("Metadata", "Tool") is not null).Select(r =>
        {
            var route = r.Value.At("Properties", "Events").Keys().Select(name => r.Value.At("Properties", "Events", name, "Properties")).Single();
            return $"{r.Key} {r.Value.At("Properties", "Handler").Text()} {route.Find("Method")?.Text()} {route.Find("Path")?.Text()}";
        }));
    }

    [Fact]
    public void What_the_stack_imports_is_exported_by_MiniLogin()
    {
        var imported = ImportedName().Matches(Text).Select(match => match.Groups["name"].Value).Distinct();

        imported.Should().BeEquivalentTo("AuthorizerArn", "DeletionsStreamArn", "DomainName");
        imported.Should().BeSubsetOf(TemplateFile.Root.At("Outputs").Keys().Where(name => TemplateFile.Root.Find("Outputs", name, "Export", "Name", "Fn::Sub")?.Text() == $"${{AWS::StackName}}-{name}"));
    }

    [Fact]
    public void Every_route_but_one_asks_the_authorizer_of_MiniLogin_each_time()
    {
        var api = Transformed()["Resources"]!["AnnotationsHttpApi"]!["Properties"]!["Body"]!;

        api["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(method => $"{method.Key} {path.Key} {method.Value!["security"]![0]!.AsObject().Single().Key}")).Should().BeEquivalentTo(
            "get /orders MiniLogin", "post /orders MiniLogin", "delete /orders/{id} MiniLogin", "get /whoami MiniLogin", "get /products NONE");
        var authorizer = api["components"]!["securitySchemes"]!.AsObject().Single().Value!["x-amazon-apigateway-authorizer"]!;
        authorizer["authorizerResultTtlInSeconds"]!.GetValue<int>().Should().Be(0);
        authorizer["enableSimpleResponses"]!.GetValue<bool>().Should().BeTrue();
        authorizer["authorizerPayloadFormatVersion"]!.GetValue<string>().Should().Be("2.0");
        authorizer["identitySource"]!.ToJsonString().Should().Be("""["$request.header.Authorization"]""");
        authorizer["authorizerUri"]!.ToJsonString().Should().Contain("""{"Fn::ImportValue":{"Fn::Sub":"${MiniLogin}-AuthorizerArn"}}""");
    }

    [Fact]
    public void Only_the_API_of_the_stack_may_call_the_authorizer()
    {
        var permission = Transformed()["Resources"]!.AsObject().Select(r => r.Value!).Single(r => r["Type"]!.GetValue<string>() == "AWS::Lambda::Permission" && r["Properties"]!["FunctionName"]!["Fn::ImportValue"] is not null);

        permission["Properties"]!["Principal"]!.GetValue<string>().Should().Be("apigateway.amazonaws.com");
        permission["Properties"]!["SourceArn"]!.ToJsonString().Should().EndWith("""${__ApiId__}/authorizers/*",{"__ApiId__":{"Ref":"AnnotationsHttpApi"}}]}""");
    }

    [Theory]
    [InlineData("ListOrders", "dynamodb:Query")]
    [InlineData("CreateOrder", "dynamodb:GetItem", "dynamodb:PutItem")]
    [InlineData("DeleteOrder", "dynamodb:DeleteItem")]
    [InlineData("RemoveDeletedUsers", "dynamodb:DeleteItem", "dynamodb:Query")]
    [InlineData("ListProducts")]
    [InlineData("WhoAmI")]
    public void A_function_may_do_only_what_it_does(string function, params string[] actions)
    {
        var role = Transformed()["Resources"]![$"{function}Role"]!["Properties"]!;
        var statements = role["Policies"]?.AsArray().SelectMany(policy => policy!["PolicyDocument"]!["Statement"]!.AsArray()).ToList() ?? [];

        statements.SelectMany(statement => statement!["Action"]!.AsArray()).Select(action => action!.GetValue<string>()).Should().BeEquivalentTo(actions);
        statements.Where(statement => statement!["Resource"]!.ToJsonString() != """{"Fn::GetAtt":["Orders","Arn"]}""").Should().BeEmpty();
    }

    [Fact]
    public void On_the_domain_of_MiniLogin_the_stack_has_no_other_address()
    {
        Written.At("Resources", "DomainMapping", "Condition").Text().Should().Be("HasDomain");
        Written.At("Resources", "DomainMapping", "Properties", "ApiMappingKey").Text().Should().Be("shop");
        Written.At("Parameters", "UseDomain", "Default").Text().Should().Be("false");
        TemplateYaml.Write(Written.At("Resources", "AnnotationsHttpApi", "Properties", "DisableExecuteApiEndpoint")).Should().Be("Fn::If:\n  - HasDomain\n  - true\n  - false\n");
    }

    [Fact]
    public void Deletions_reach_the_function_and_rows_that_expire_do_not()
    {
        var source = Transformed()["Resources"]!.AsObject().Single(r => r.Value!["Type"]!.GetValue<string>() == "AWS::Lambda::EventSourceMapping").Value!["Properties"]!;

        source["FunctionName"]!["Ref"]!.GetValue<string>().Should().Be("RemoveDeletedUsers");
        source["StartingPosition"]!.GetValue<string>().Should().Be("TRIM_HORIZON");
        source["BisectBatchOnFunctionError"]!.GetValue<bool>().Should().BeTrue();
        var pattern = source["FilterCriteria"]!["Filters"]!.AsArray().Single()!["Pattern"]!.GetValue<string>();
        JsonNode.Parse(pattern)!["eventName"]!.AsArray().Select(name => name!.GetValue<string>()).Should().BeEquivalentTo("INSERT", "MODIFY");
    }

    [Fact]
    public void The_packages_have_the_versions_that_MiniLogin_is_tested_with()
    {
        var tested = Versions(Repository.Root);

        Versions(Folder).Where(package => !package.Key.StartsWith("MiniLogin", StringComparison.Ordinal)).Should().OnlyContain(package => tested[package.Key] == package.Value);
    }

    [Fact]
    public void The_sample_inherits_nothing_from_the_repository() =>
        new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json", ".editorconfig", ".gitignore" }
            .Where(file => !File.Exists(Path.Combine(Folder, file))).Should().BeEmpty();

    private static JsonObject Transformed() => SamTransform.Template(Path.Combine(Folder, "template.yaml"), [("MiniLogin", "minilogin-dev"), ("UseDomain", "false")]);

    private static IEnumerable<KeyValuePair<string, YamlNode>> Resources(string type) => Written.At("Resources").Keys()
        .Select(name => KeyValuePair.Create(name, Written.At("Resources", name))).Where(r => r.Value.At("Type").Text() == type);

    private static Dictionary<string, string> Versions(string folder)
    {
        var file = XDocument.Load(Path.Combine(folder, "Directory.Packages.props"));
        var extensions = file.Descendants("ExtensionsVersion").SingleOrDefault()?.Value ?? "";
        // The lowest version of a range is the one that is restored.
        return file.Descendants("PackageVersion").ToDictionary(p => (string)p.Attribute("Include")!, p => ((string)p.Attribute("Version")!).Replace("$(ExtensionsVersion)", extensions, StringComparison.Ordinal).Trim('[', ']', ')').Split(',')[0]);
    }

    [GeneratedRegex("""\[LambdaFunction\(ResourceName = nameof\((?<name>\w+)\)\)\]\s+(\[HttpApi\(LambdaHttpMethod\.(?<method>\w+), "(?<route>[^"]+)"\)\])?""", RegexOptions.ExplicitCapture)]
    private static partial Regex Function();

    [GeneratedRegex(@"\$\{MiniLogin\}-(?<name>\w+)")]
    private static partial Regex ImportedName();
}
