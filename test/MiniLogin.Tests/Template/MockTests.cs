using System.Text.Json.Nodes;

namespace MiniLogin.Tests.Template;

/// <summary>The mock stage, which is deployed when it is asked for and never in prod.</summary>
public sealed class MockTests
{
    private static readonly Deployment With = Deployment.Of(("DeployMock", "yes"), ("DefaultAppId", "wx0123456789abcdef"));

    [Fact]
    public void It_is_deployed_only_when_asked_for()
    {
        var without = Deployment.Of();

        without.Outputs.Should().NotContain("MockUrl");
        With.Output("MockUrl").Should().Be("${MockApi.ApiEndpoint}");
        With.Resources.Except(without.Resources).Should().BeEquivalentTo(
            "Mock", "MockRole", "MockRootPermission", "MockEverythingPermission", "MockApi", "MockApiApiGatewayDefaultStage", "MockSessions", "MockUsers");
    }

    [Fact]
    public void It_is_one_function_behind_an_API_of_its_own()
    {
        var paths = With.Properties("MockApi")["Body"]!["paths"]!.AsObject();

        paths.Select(path => path.Key).Should().BeEquivalentTo("/", "/{proxy+}");
        paths.Should().OnlyContain(path => path.Value!["x-amazon-apigateway-any-method"]!["x-amazon-apigateway-integration"]!["uri"]!.GetValue<string>()
            == "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${Mock.Arn}/invocations");
        With.Properties("MockApiApiGatewayDefaultStage")["DefaultRouteSettings"]!.ToJsonString().Should().Be("""{"ThrottlingRateLimit":50,"ThrottlingBurstLimit":100}""");
    }

    [Fact]
    public void It_runs_the_Playground_with_tables_of_its_own_and_no_other_setting()
    {
        var mock = With.Properties("Mock");

        mock["Handler"]!.GetValue<string>().Should().Be(typeof(Playground.PlaygroundSettings).Assembly.GetName().Name);
        mock["Runtime"]!.GetValue<string>().Should().Be("dotnet10");
        mock["MemorySize"]!.GetValue<int>().Should().Be(512);
        mock["Timeout"]!.GetValue<int>().Should().Be(30);
        mock["Environment"]!["Variables"]!.ToJsonString().Should().Be(
            """{"MiniLogin__SessionsTable":"${MockSessions}","MiniLogin__UsersTable":"${MockUsers}","MiniLogin__DefaultAppId":"wx0123456789abcdef"}""");
        TemplateFile.Properties("Mock").At("CodeUri").Text().Should().Be("src/MiniLogin.Playground");
    }

    [Fact]
    public void It_may_touch_its_own_tables_and_nothing_else()
    {
        var allowed = from statement in With.Properties("MockRole")["Policies"]![0]!["PolicyDocument"]!["Statement"]!.AsArray()
                      from action in statement!["Action"]!.AsArray()
                      from resource in statement["Resource"] is JsonArray several ? several : [statement["Resource"]!.DeepClone()]
                      select $"{action} {resource}";

        string[] actions = ["DeleteItem", "GetItem", "PutItem", "Query", "UpdateItem"];
        string[] tables = ["${MockSessions.Arn}", "${MockUsers.Arn}"];
        allowed.Should().BeEquivalentTo(
            actions.SelectMany(action => tables.Select(table => $"dynamodb:{action} {table}")).Append("dynamodb:Query ${MockSessions.Arn}/index/byUser"));
    }

    [Theory]
    [InlineData("Sessions")]
    [InlineData("Users")]
    public void Its_tables_have_the_keys_of_the_real_ones_and_go_with_it(string table)
    {
        var mock = With.Properties($"Mock{table}");

        foreach (var property in new[] { "BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "TimeToLiveSpecification" })
        {
            mock[property]!.ToJsonString().Should().Be(With.Properties(table)[property]!.ToJsonString());
        }

        With.Resource($"Mock{table}")["DeletionPolicy"]!.GetValue<string>().Should().Be("Delete");
        With.Resource($"Mock{table}")["UpdateReplacePolicy"]!.GetValue<string>().Should().Be("Delete");
    }
}
