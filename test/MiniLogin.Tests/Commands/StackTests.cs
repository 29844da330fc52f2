using System.Text.Json.Nodes;
using MiniLogin.Tests.Avatars;

namespace MiniLogin.Tests.Commands;

/// <summary><c>minilogin --stack NAME</c>: the command finds tables, key, bucket and URL by the name of the stack.</summary>
public sealed class StackTests
{
    private static readonly MiniLoginOptions Named = new() { SessionsTable = "from-stack-sessions", UsersTable = "from-stack-users", AppsTable = "from-stack-apps", DeletionsTable = "from-stack-deletions" };

    [Fact]
    public async Task The_name_of_the_stack_is_all_that_commands_need()
    {
        using var pictures = await PictureBucket.CreateAsync();
        var (world, op) = await Operator.StartAsync(new() { AvatarsBucket = pictures.Name, S3Url = KmsServer.Url });
        await using var _ = world;
        using var __ = op;
        var stack = await StackParameters.DeployAsync(op.Options, op.KeyId);

        (await RunAsync($"apps add {World.AppId} --name Shop", World.AppSecret)).Should(0);
        var token = await world.TokenAsync();
        var picture = new Uri((await AvatarTests.UploadAsync(world, token, Pictures.Png())).Ok().Text("avatarUrl")).AbsolutePath;

        (await RunAsync("apps list --json")).Should(0).Output.Should().Contain(World.AppId);
        (await RunAsync($"users show {World.UserKey("lilei")} --json")).Should(0).Output.Should().Contain(StackParameters.ApiUrl + picture);
        (await RunAsync($"sessions list {World.UserKey("lilei")} --json")).Should(0).Output.Should().Contain(token.Split('.')[0]);
        (await RunAsync("avatars prune --yes")).Should(0);
        (await RunAsync($"users delete {World.UserKey("lilei")} --yes")).Should(0);
        (await pictures.KeysAsync()).Should().BeEmpty();
        (await RunAsync("doctor --json")).Json["checks"]!.AsArray().Select(c => c!.AsObject()).Should()
            .Contain(c => Text(c, "check") == "Stack" && Text(c, "status") == "ok" && Text(c, "detail") == $"{stack} in us-east-1");

        Task<Ran> RunAsync(string command, string? input = null) => Operator.RunAnywhereAsync(
            [
                "--stack", stack, .. command.Split(' '), "--ssm-endpoint-url", KmsServer.Url, "--endpoint-url", DynamoDBServer.Url, "--kms-endpoint-url", KmsServer.Url,
                "--s3-endpoint-url", KmsServer.Url, "--wechat-url", world.Http.BaseAddress!.GetLeftPart(UriPartial.Authority),
            ],
            input, clock: op.Clock);
    }

    [Theory]
    [InlineData("from-option-apps", "from-variable-apps", true, "from-option-apps")]
    [InlineData(null, "from-variable-apps", true, "from-variable-apps")]
    [InlineData(null, "", true, "from-stack-apps")]
    [InlineData(null, null, true, "from-stack-apps")]
    [InlineData(null, null, false, "minilogin-apps")]
    public async Task An_option_comes_before_a_variable_before_the_stack_before_the_default(string? option, string? variable, bool named, string used)
    {
        var environment = new Dictionary<string, string>();
        if (variable is not null)
        {
            environment["MINILOGIN_APPS_TABLE"] = variable;
        }

        if (named)
        {
            environment["MINILOGIN_STACK"] = await StackParameters.DeployAsync(Named, "key");
        }

        string[] options = option is null ? [] : ["--apps-table", option];
        var ran = await ListAsync(environment, options);

        ran.Should(1, $" or {used}.");
        ran.Error.Contains("MINILOGIN_APPS_TABLE is set and overrides", StringComparison.Ordinal).Should().Be(used == "from-variable-apps");
    }

    [Fact]
    public async Task Doctor_warns_of_a_variable_that_overrides_the_stack()
    {
        var stack = await StackParameters.DeployAsync(Named, "key");

        var ran = await RunLocallyAsync(new() { ["MINILOGIN_USERS_TABLE"] = "other-users", ["MINILOGIN_APPS_TABLE"] = "from-stack-apps" }, "doctor", "--stack", stack, "--wechat-url", "http://127.0.0.1:1");

        ran.Output.Should().Contain($"{stack} in us-east-1, but MINILOGIN_USERS_TABLE override").And.Contain("Table other-users").And.Contain("Table from-stack-sessions");
    }

    [Fact]
    public async Task Doctor_says_that_no_stack_is_named() =>
        (await RunLocallyAsync([], "doctor", "--wechat-url", "http://127.0.0.1:1")).Output.Should().Contain("no stack is named");

    [Fact]
    public async Task An_unknown_stack_or_a_wrong_region_is_one_line_that_says_what_to_check()
    {
        var stack = await StackParameters.DeployAsync(Named, "key");

        OneLine((await ListAsync([], "--stack", stack + "x")).Should(1, $"Stack not found: {stack}x in us-east-1")).Should().Contain("Check --stack, --region and --profile").And.Contain("Nothing was changed.");
        OneLine((await ListAsync([], "--stack", stack, "--region", "eu-west-1")).Should(1, $"Stack not found: {stack} in eu-west-1"));
    }

    [Fact]
    public async Task A_stack_with_an_older_template_is_not_mixed_with_defaults()
    {
        var stack = await StackParameters.DeployAsync(Named, "key", except: "/UsersTable");

        OneLine((await ListAsync([], "--stack", stack)).Should(1, $"SSM parameter not found: /minilogin/{stack}/UsersTable")).Should().Contain("Deploy the current template");
    }

    [Theory]
    [InlineData("--stack", "minilogin prod")]
    [InlineData("--stack", "1stack")]
    [InlineData("--stack", "arn:aws:cloudformation:us-east-1:123456789012:stack/minilogin-prod/1")]
    [InlineData("--key-id", "1234abcd-12ab-34cd")]
    [InlineData("--key-id", "minilogin-prod-app-credentials")]
    public async Task A_half_typed_name_is_wrong_usage(string option, string value) =>
        (await ListAsync([], option, value)).Should(2, option);

    [Fact]
    public async Task A_key_that_does_not_exist_changes_nothing()
    {
        var (world, op) = await Operator.StartAsync();
        await using var _ = world;
        using var __ = op;

        OneLine((await op.RunAsync($"apps add {World.AppId} --name Shop --key-id 1234abcd-12ab-34cd-56ef-1234567890ab", World.AppSecret)).Should(1, "--key-id")).Should().Contain("NotFoundException");
        (await op.RunAsync("apps list --json")).Should(0).Output.Should().NotContain(World.AppId);
    }

    [Fact]
    public async Task A_stack_in_the_environment_is_not_used_for_a_local_endpoint()
    {
        await using var dynamoDB = NoTables();

        (await Operator.RunAnywhereAsync(["apps", "list", "--endpoint-url", dynamoDB.Url], environment: new() { ["MINILOGIN_STACK"] = "minilogin-prod" })).Should(1, "minilogin-apps");
    }

    [Theory]
    [InlineData("ExpiredTokenException", "aws sso login")]
    [InlineData("UnrecognizedClientException", "does not accept the credentials")]
    [InlineData("AccessDeniedException", "OperatorPolicyArn")]
    public async Task A_refusal_by_AWS_is_one_line_that_says_what_to_do(string code, string advice)
    {
        await using var aws = new AwsRelay(KmsServer.Url) { Answer = _ => (400, new JsonObject { ["__type"] = code, ["message"] = "The reason." }.ToJsonString()) };

        OneLine((await Operator.RunAnywhereAsync(["apps", "list", "--stack", "minilogin-prod", "--endpoint-url", DynamoDBServer.Url, "--ssm-endpoint-url", aws.Url])).Should(1, code)).Should().Contain("The reason.").And.Contain(advice);
        OneLine((await Operator.RunAnywhereAsync(["apps", "list", "--endpoint-url", aws.Url])).Should(1, code)).Should().Contain(advice);
        (await Operator.RunAnywhereAsync(["doctor", "--wechat-url", "http://127.0.0.1:1", "--endpoint-url", aws.Url])).Should(1).Output.Should().Contain(advice);
    }

    [Fact]
    public async Task An_unreachable_SSM_exits_with_3() =>
        OneLine((await Operator.RunAnywhereAsync(["apps", "list", "--stack", "minilogin-prod", "--endpoint-url", DynamoDBServer.Url, "--ssm-endpoint-url", $"http://127.0.0.1:{DynamoDBServer.FreePort()}"])).Should(3, "could not be reached"));

    /// <summary>A DynamoDB without any table: other tests make tables with the default names on the common one.</summary>
    private static AnsweringHost NoTables() => new("""{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"Requested resource not found"}""", 400);

    private static Task<Ran> ListAsync(Dictionary<string, string> environment, params string[] options) => RunLocallyAsync(environment, ["apps", "list", .. options]);

    private static async Task<Ran> RunLocallyAsync(Dictionary<string, string> environment, params string[] command)
    {
        await using var dynamoDB = NoTables();
        return await Operator.RunAnywhereAsync([.. command, "--ssm-endpoint-url", KmsServer.Url, "--endpoint-url", dynamoDB.Url], environment: environment);
    }

    private static string OneLine(Ran ran)
    {
        ran.Output.Should().BeEmpty();
        return ran.Error.TrimEnd('\n').Should().NotContain("\n").And.Subject;
    }

    private static string? Text(JsonObject check, string field) => check[field]?.GetValue<string>();
}
