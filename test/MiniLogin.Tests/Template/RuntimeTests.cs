namespace MiniLogin.Tests.Template;

/// <summary>Logging, tracing, roles, concurrency and network of the functions.</summary>
public sealed class RuntimeTests
{
    private static readonly string[] CallWeChat = ["Login", "WaferLogin", "ExportUser", "DeleteUser", "BindPhone", "AccessToken", "ComponentPush"];

    public static TheoryData<string> Functions => [.. TemplateFile.Functions];

    [Theory]
    [MemberData(nameof(Functions))]
    public void All_functions_log_JSON_to_one_log_group(string function) =>
        Deployment.With().Properties(function)["LoggingConfig"]!.ToJsonString().Should().Be(
            """{"LogFormat":"JSON","ApplicationLogLevel":"INFO","SystemLogLevel":"WARN","LogGroup":"${FunctionLogs}"}""");

    [Theory]
    [InlineData("FunctionLogs", "/minilogin/minilogin/functions")]
    [InlineData("AccessLogs", "/aws/vendedlogs/minilogin/access")]
    public void The_parameter_sets_the_retention_of_logs(string group, string name)
    {
        Deployment.With().Properties(group).ToJsonString().Should().Be($$"""{"LogGroupName":"{{name}}","RetentionInDays":"30"}""");
        Deployment.With(("LogRetentionDays", "7")).Properties(group)["RetentionInDays"]!.GetValue<string>().Should().Be("7");
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void All_functions_are_traced_where_X_Ray_supports_it(string function)
    {
        Deployment.With().Properties(function)["TracingConfig"]!.ToJsonString().Should().Be("""{"Mode":"PassThrough"}""");
        Deployment.With(("Tracing", "Active")).Properties(function)["TracingConfig"]!.ToJsonString().Should().Be("""{"Mode":"Active"}""");
        Deployment.With(("Tracing", "Active"), ("AWS::Partition", "aws-cn")).Properties(function)["TracingConfig"]!.ToJsonString().Should().Be("""{"Mode":"PassThrough"}""");
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_role_has_AWS_policies_only_for_logs_traces_and_the_VPC(string function)
    {
        var role = Deployment.With().Properties($"{function}Role");
        string[] vpc = CallWeChat.Contains(function) ? ["arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"] : [];

        role["ManagedPolicyArns"]!.AsArray().Select(arn => arn!.GetValue<string>()).Where(arn => !arn.StartsWith("${", StringComparison.Ordinal)).Should().BeEquivalentTo(
            ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole", "arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess", .. vpc]);
        role["AssumeRolePolicyDocument"]!["Statement"]!.ToJsonString().Should().Be(
            """[{"Action":["sts:AssumeRole"],"Effect":"Allow","Principal":{"Service":["lambda.amazonaws.com"]}}]""");
    }

    [Fact]
    public void Login_concurrency_can_be_limited_and_set_to_zero()
    {
        Concurrency(Deployment.With()).Should().BeEmpty();
        Concurrency(Deployment.With(("LoginConcurrency", "0"))).Should().BeEquivalentTo("Login 0", "WaferLogin 0");
        Concurrency(Deployment.With(("LoginConcurrency", "100"))).Should().BeEquivalentTo("Login 100", "WaferLogin 100");
    }

    [Fact]
    public void Only_functions_that_call_WeChat_are_in_the_VPC()
    {
        Vpc(Deployment.With()).Should().BeEmpty();
        Vpc(Deployment.With(("SubnetIds", "subnet-1,subnet-2"), ("SecurityGroupIds", "sg-1"))).Should().BeEquivalentTo(
            CallWeChat.Select(function => $$"""{{function}} {"SubnetIds":["subnet-1","subnet-2"],"SecurityGroupIds":["sg-1"]}"""));
    }

    [Fact]
    public void Only_functions_that_call_WeChat_may_decrypt_credentials()
    {
        var open = TemplateFile.Functions.Where(f => StackPolicy.StatementsOf(f).Any(s => s.At("Action").Items().Any(action => action.Text() == "kms:Decrypt")));

        open.Should().BeEquivalentTo(CallWeChat);
    }

    private static IEnumerable<string> Concurrency(Deployment deployment) =>
        from function in deployment.OfType("AWS::Lambda::Function")
        let limit = deployment.Properties(function)["ReservedConcurrentExecutions"]
        where limit is not null
        select $"{function} {limit}";

    private static IEnumerable<string> Vpc(Deployment deployment) =>
        from function in deployment.OfType("AWS::Lambda::Function")
        let vpc = deployment.Properties(function)["VpcConfig"]
        where vpc is not null
        select $"{function} {vpc.ToJsonString()}";
}
