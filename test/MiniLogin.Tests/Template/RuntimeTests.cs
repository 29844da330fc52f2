namespace MiniLogin.Tests.Template;

/// <summary>What the functions run with.</summary>
public sealed class RuntimeTests
{
    private static readonly string[] CallWeChat = ["Login", "WaferLogin", "ExportUser", "DeleteUser", "BindPhone"];

    public static TheoryData<string> Functions => [.. TemplateFile.Functions];

    [Theory]
    [MemberData(nameof(Functions))]
    public void All_functions_log_JSON_to_one_group(string function) =>
        Deployment.Of().Properties(function)["LoggingConfig"]!.ToJsonString().Should().Be(
            """{"LogFormat":"JSON","ApplicationLogLevel":"INFO","SystemLogLevel":"INFO","LogGroup":"${FunctionLogs}"}""");

    [Theory]
    [InlineData("FunctionLogs", "/minilogin/minilogin/functions")]
    [InlineData("AccessLogs", "/aws/vendedlogs/minilogin/access")]
    public void Logs_are_kept_for_as_long_as_the_parameter_says(string group, string name)
    {
        Deployment.Of().Properties(group).ToJsonString().Should().Be($$"""{"LogGroupName":"{{name}}","RetentionInDays":"30"}""");
        Deployment.Of(("LogRetentionDays", "7")).Properties(group)["RetentionInDays"]!.GetValue<string>().Should().Be("7");
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void All_functions_are_traced_where_X_Ray_traces_functions(string function)
    {
        Deployment.Of().Properties(function)["TracingConfig"]!.ToJsonString().Should().Be("""{"Mode":"Active"}""");
        Deployment.Of(("Tracing", "PassThrough")).Properties(function)["TracingConfig"]!.ToJsonString().Should().Be("""{"Mode":"PassThrough"}""");
        Deployment.Of(("AWS::Partition", "aws-cn")).Properties(function)["TracingConfig"]!.ToJsonString().Should().Be("""{"Mode":"PassThrough"}""");
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_function_has_a_role_of_its_own_with_AWS_policies_for_logs_traces_and_the_VPC_alone(string function)
    {
        var role = Deployment.Of().Properties($"{function}Role");
        string[] vpc = CallWeChat.Contains(function) ? ["arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"] : [];

        role["ManagedPolicyArns"]!.AsArray().Select(arn => arn!.GetValue<string>()).Where(arn => !arn.StartsWith("${", StringComparison.Ordinal)).Should().BeEquivalentTo(
            ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole", "arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess", .. vpc]);
        role["AssumeRolePolicyDocument"]!["Statement"]!.ToJsonString().Should().Be(
            """[{"Action":["sts:AssumeRole"],"Effect":"Allow","Principal":{"Service":["lambda.amazonaws.com"]}}]""");
    }

    [Fact]
    public void Logging_in_can_be_limited_and_switched_off()
    {
        Concurrency(Deployment.Of()).Should().BeEmpty();
        Concurrency(Deployment.Of(("LoginConcurrency", "0"))).Should().BeEquivalentTo("Login 0", "WaferLogin 0");
        Concurrency(Deployment.Of(("LoginConcurrency", "100"))).Should().BeEquivalentTo("Login 100", "WaferLogin 100");
    }

    [Fact]
    public void What_calls_WeChat_and_nothing_else_goes_out_by_the_VPC_of_the_fixed_address()
    {
        Vpc(Deployment.Of()).Should().BeEmpty();
        Vpc(Deployment.Of(("SubnetIds", "subnet-1,subnet-2"), ("SecurityGroupIds", "sg-1"))).Should().BeEquivalentTo(
            CallWeChat.Select(function => $$"""{{function}} {"SubnetIds":["subnet-1","subnet-2"],"SecurityGroupIds":["sg-1"]}"""));
    }

    [Fact]
    public void What_calls_WeChat_is_what_opens_credentials()
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
