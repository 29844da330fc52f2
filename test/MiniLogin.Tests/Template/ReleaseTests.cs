using System.Text.Json.Nodes;

namespace MiniLogin.Tests.Template;

/// <summary>How new versions of the functions are released and rolled back.</summary>
public sealed class ReleaseTests
{
    public static TheoryData<string> Released => [.. TemplateFile.Functions];

    public static TheoryData<string> Routes => [.. AnnotatedFunction.Own.Where(f => f.Route is not null).Select(f => f.ResourceName)];

    [Theory]
    [MemberData(nameof(Released))]
    public void The_alias_of_a_function_points_to_its_newest_version(string function)
    {
        var deployment = Deployment.With();
        var alias = $"{function}Aliaslive";

        var properties = deployment.Properties(alias);
        properties["Name"]!.GetValue<string>().Should().Be("live");
        properties["FunctionName"]!.GetValue<string>().Should().Be($"${{{function}}}");
        properties["FunctionVersion"]!.GetValue<string>().Should().MatchRegex($@"^\$\{{{function}Version[0-9a-f]+\.Version\}}$");
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public void API_Gateway_calls_a_function_by_its_alias(string function)
    {
        var deployment = Deployment.With();
        var alias = $"{function}Aliaslive";

        var paths = deployment.Properties("AnnotationsHttpApi")["Body"]!["paths"]!.ToJsonString();
        paths.Should().Contain($"functions/${{{alias}}}/invocations").And.NotContain($"${{{function}.Arn}}");
        deployment.OfType("AWS::Lambda::Permission").Select(name => deployment.Properties(name)["FunctionName"]!.GetValue<string>()).Should()
            .ContainSingle(name => name == $"${{{alias}}}");
    }

    [Theory]
    [MemberData(nameof(Released))]
    public void Only_a_raised_revision_publishes_new_versions(string function)
    {
        var raised = SamTransform.TemplateOf(TemplateFile.Text.Replace("MiniLogin__Revision: '1'", "MiniLogin__Revision: '2'", StringComparison.Ordinal), ("Stage", "dev"), ("SessionIdleHours", "24"));

        Version(SamTransform.Template(("Stage", "dev"), ("SessionIdleHours", "24")), function).Should().Be(Version(SamTransform.Template(("Stage", "dev")), function));
        Version(raised, function).Should().NotBe(Version(SamTransform.Template(("Stage", "dev")), function));
    }

    [Theory]
    [MemberData(nameof(Released))]
    public void Old_versions_are_retained(string function)
    {
        var deployment = Deployment.With();
        var version = deployment.OfType("AWS::Lambda::Version").Single(name => deployment.Properties(name)["FunctionName"]!.GetValue<string>() == $"${{{function}}}");

        deployment.Resource(version)["DeletionPolicy"]!.GetValue<string>().Should().Be("Retain");
    }

    [Theory]
    [MemberData(nameof(Released))]
    public void A_release_in_prod_is_a_canary_that_alarms_roll_back(string function)
    {
        var deployment = Deployment.With(("Stage", "prod"));
        var group = deployment.Properties($"{function}DeploymentGroup");

        group["DeploymentConfigName"]!.GetValue<string>().Should().Be("CodeDeployDefault.LambdaCanary10Percent10Minutes");
        group["AlarmConfiguration"]!.ToJsonString().Should().Be("""{"Enabled":true,"Alarms":[{"Name":"${FunctionErrors}"},{"Name":"${ReleaseFailures}"}]}""");
        group["AutoRollbackConfiguration"]!["Events"]!.ToJsonString().Should().Contain("DEPLOYMENT_STOP_ON_ALARM");
        deployment.Resources.Should().Contain(["FunctionErrors", "ReleaseFailures"]);
        Update(deployment, function).Should().Be($$"""{"ApplicationName":"${ServerlessDeploymentApplication}","DeploymentGroupName":"${{{function}}DeploymentGroup}"}""");
    }

    [Theory]
    [InlineData("Login")]
    [InlineData("WaferLogin")]
    [InlineData("ShowSession")]
    [InlineData("Authorize")]
    public void The_rollback_alarm_counts_the_version_that_the_alias_moves_to(string function)
    {
        var deployment = Deployment.With(("Stage", "prod"));

        deployment.Properties("ReleaseFailedFilter")["FilterPattern"]!.GetValue<string>().Should()
            .Contain($"($.function = \"{function}:{deployment.Properties($"{function}Aliaslive")["FunctionVersion"]!.GetValue<string>()}\")");
        deployment.Resource("ReleaseFailures")["DependsOn"]!.AsArray().Select(name => name!.GetValue<string>()).Should()
            .BeEquivalentTo(["ReleaseSucceededFilter", "ReleaseFailedFilter"], "the filters must count the new version before it gets calls");
    }

    [Theory]
    [MemberData(nameof(Released))]
    public void A_release_in_dev_happens_all_at_once(string function)
    {
        var group = Deployment.With(("Stage", "dev")).Properties($"{function}DeploymentGroup");

        group["DeploymentConfigName"]!.GetValue<string>().Should().Be("CodeDeployDefault.LambdaAllAtOnce");
        group["AlarmConfiguration"]!.ToJsonString().Should().Be("{}");
    }

    [Fact]
    public void Functions_added_to_this_API_call_the_newest_code_of_the_authorizer()
    {
        // The generator writes this reference. Apps call the alias, which the stack exports.
        var deployment = Deployment.With(("Stage", "prod"));

        deployment.Output("AuthorizerArn").Should().Be("${AuthorizeAliaslive}");
        var authorizer = deployment.Properties("AnnotationsHttpApi")["Body"]!["components"]!["securitySchemes"]!["Authorize"]!["x-amazon-apigateway-authorizer"]!;
        authorizer["authorizerUri"]!.GetValue<string>().Should().EndWith("functions/${Authorize.Arn}/invocations");
    }

    [Fact]
    public void Every_released_function_has_exactly_one_alias()
    {
        var deployment = Deployment.With();

        deployment.OfType("AWS::Lambda::Alias").Except(AnnotatedFunction.Users.Select(f => $"{f.ResourceName}Aliaslive"))
            .Should().BeEquivalentTo(Released.Select(row => $"{row.Data}Aliaslive"));
    }

    private static string Version(JsonObject template, string function) =>
        template["Resources"]!.AsObject().Select(resource => resource.Key).Single(name => name.StartsWith($"{function}Version", StringComparison.Ordinal));

    private static string Update(Deployment deployment, string function) =>
        deployment.Resource($"{function}Aliaslive")["UpdatePolicy"]!["CodeDeployLambdaAliasUpdate"]!.ToJsonString();
}
