using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using YamlDotNet.RepresentationModel;

namespace MiniLogin.Tests.Template;

/// <summary>The mock stage: a separate stack, defined by the template of the Playground.</summary>
public sealed class MockTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "src", "MiniLogin.Playground");
    private static readonly YamlMappingNode Written = TemplateYaml.Read(File.ReadAllText(Path.Combine(Folder, "template.yaml")));
    private static readonly JsonSerializerOptions AsInTheTemplate = new() { Converters = { new ConstantConverterFactory() } };

    private readonly JsonNode _resources = SamTransform.Template(Path.Combine(Folder, "template.yaml"), [])["Resources"]!;

    [Fact]
    public void The_mock_is_one_function_behind_its_own_API()
    {
        // There is no alias and no version, because a mock needs no canary.
        _resources.AsObject().Select(resource => resource.Key).Should().BeEquivalentTo(
            "Mock", "MockRole", "MockRootPermission", "MockEverythingPermission", "Api", "ApiApiGatewayDefaultStage", "Logs", "Sessions", "Users", "Deletions");
        var paths = Properties("Api")["Body"]!["paths"]!.AsObject();
        paths.Select(path => path.Key).Should().BeEquivalentTo("/", "/{proxy+}");
        paths.Should().OnlyContain(path => path.Value!["x-amazon-apigateway-any-method"]!["x-amazon-apigateway-integration"]!["uri"]!["Fn::Sub"]!.GetValue<string>().EndsWith("/functions/${Mock.Arn}/invocations"));
        Properties("ApiApiGatewayDefaultStage")["DefaultRouteSettings"]!.ToJsonString().Should().Be("""{"ThrottlingRateLimit":50,"ThrottlingBurstLimit":100}""");
        TemplateYaml.Write(Written.At("Outputs", "MockUrl", "Value")).Should().Be(TemplateYaml.Write(new Dictionary<string, object> { ["Fn::GetAtt"] = new[] { "Api", "ApiEndpoint" } }));
    }

    [Fact]
    public void Deployment_needs_no_parameter_and_no_answer_about_authentication()
    {
        Written.At("Parameters").Keys().Should().Equal("DefaultAppId");
        Written.At("Parameters", "DefaultAppId", "Default").Text().Should().MatchRegex(Written.At("Parameters", "DefaultAppId", "AllowedPattern").Text());

        // SAM CLI asks about an API without Auth, so the template has one that does not change the deployment.
        TemplateYaml.Write(Written.At("Resources", "Api", "Properties", "Auth")).Should().Be("EnableIamAuthorizer: false\n");
        Properties("Api")["Body"]!.AsObject().Select(member => member.Key).Should().BeEquivalentTo("info", "paths", "openapi", "tags");
    }

    [Fact]
    public void The_mock_runs_the_Playground_with_its_own_tables()
    {
        var mock = Properties("Mock");

        mock["Handler"]!.GetValue<string>().Should().Be(typeof(Playground.PlaygroundSettings).Assembly.GetName().Name);
        mock["Runtime"]!.GetValue<string>().Should().Be("dotnet10");
        mock["MemorySize"]!.GetValue<int>().Should().Be(512);
        mock["Timeout"]!.GetValue<int>().Should().Be(30);
        mock["Architectures"]!.ToJsonString().Should().Be("""["arm64"]""");
        mock["LoggingConfig"]!.ToJsonString().Should().Be("""{"LogFormat":"JSON","ApplicationLogLevel":"INFO","SystemLogLevel":"WARN","LogGroup":{"Ref":"Logs"}}""");
        mock["Environment"]!["Variables"]!.ToJsonString().Should().Be(
            """{"MiniLogin__SessionsTable":{"Ref":"Sessions"},"MiniLogin__UsersTable":{"Ref":"Users"},"MiniLogin__DeletionsTable":{"Ref":"Deletions"},"MiniLogin__DefaultAppId":{"Ref":"DefaultAppId"}}""");
    }

    [Fact]
    public void The_role_of_the_mock_allows_only_its_own_tables()
    {
        var role = Properties("MockRole");
        var allowed = from statement in role["Policies"]![0]!["PolicyDocument"]!["Statement"]!.AsArray()
                      from action in statement!["Action"]!.AsArray()
                      from resource in statement["Resource"] is JsonArray several ? several : [statement["Resource"]!.DeepClone()]
                      select $"{action} {resource!.ToJsonString()}";

        string[] actions = ["DeleteItem", "GetItem", "PutItem", "Query", "UpdateItem"];
        string[] tables = ["Sessions", "Users"];
        allowed.Should().BeEquivalentTo(actions
            .SelectMany(action => tables.Select(table => $$"""dynamodb:{{action}} {"Fn::GetAtt":["{{table}}","Arn"]}"""))
            .Append("""dynamodb:UpdateItem {"Fn::GetAtt":["Deletions","Arn"]}""")
            .Append("""dynamodb:Query {"Fn::Sub":"${Sessions.Arn}/index/byUser"}"""));
        role["Policies"]!.AsArray().Should().ContainSingle();
        role["ManagedPolicyArns"]!.ToJsonString().Should().Be("""["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"]""");
    }

    [Theory]
    [InlineData("Sessions")]
    [InlineData("Users")]
    [InlineData("Deletions")]
    public async Task The_tables_of_the_mock_match_those_of_the_product(string name)
    {
        var properties = Properties(name);
        var ttl = properties["TimeToLiveSpecification"].Deserialize<TimeToLiveSpecification>(AsInTheTemplate)!;
        var request = properties.Deserialize<CreateTableRequest>(AsInTheTemplate)!;
        request.TableName = $"t{Guid.NewGuid():N}";
        request.SSESpecification = null;
        using var dynamoDB = new AmazonDynamoDBClient(new BasicAWSCredentials("local", "local"), new AmazonDynamoDBConfig { ServiceURL = DynamoDBServer.Url, AuthenticationRegion = "us-east-1" });

        await dynamoDB.CreateTableAsync(request, TestContext.Current.CancellationToken);

        await dynamoDB.UpdateTimeToLiveAsync(new UpdateTimeToLiveRequest { TableName = request.TableName, TimeToLiveSpecification = ttl }, TestContext.Current.CancellationToken);
        var product = MiniLoginTable.All(new() { SessionsTable = "Sessions", UsersTable = "Users", DeletionsTable = "Deletions" }).Single(table => table.Name == name).Schema;
        request.Should().BeEquivalentTo(product.ToRequest(request.TableName));
        ttl.AttributeName.Should().Be(product.TtlAttribute);
    }

    [Theory]
    [InlineData("Sessions")]
    [InlineData("Users")]
    [InlineData("Deletions")]
    [InlineData("Logs")]
    public void Tables_and_logs_of_the_mock_are_deleted_with_the_stack(string name)
    {
        _resources[name]!["DeletionPolicy"]!.GetValue<string>().Should().Be("Delete");
        _resources[name]!["UpdateReplacePolicy"]!.GetValue<string>().Should().Be("Delete");
    }

    [Fact]
    public void Sam_build_and_sam_deploy_need_no_option_in_the_folder_of_the_mock()
    {
        var samconfig = File.ReadAllText(Path.Combine(Folder, "samconfig.toml"));
        var defaults = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "aws-lambda-tools-defaults.json")))!;

        Written.At("Resources", "Mock", "Properties", "CodeUri").Text().Should().Be(".");
        samconfig.Should().ContainAll("stack_name = \"minilogin-mock\"", "s3_prefix = \"minilogin-mock\"", "resolve_s3 = true", "capabilities = \"CAPABILITY_IAM\"", "confirm_changeset = true", "cached = false");
        defaults["framework"]!.GetValue<string>().Should().Be("net10.0");
        defaults["configuration"]!.GetValue<string>().Should().Be("Release");
    }

    private JsonObject Properties(string name) => _resources[name]!["Properties"]!.AsObject();
}
