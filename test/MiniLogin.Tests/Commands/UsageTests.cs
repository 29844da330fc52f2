namespace MiniLogin.Tests.Commands;

/// <summary>Arguments and help of <c>minilogin</c>.</summary>
public sealed class UsageTests
{
    private const string App = World.AppId;

    [Theory]
    [InlineData("apps add " + App, "--name")]
    [InlineData("apps add wrong --name Shop", "APPID")]
    [InlineData("apps add --name Shop", "APPID")]
    [InlineData("apps list --apps-table a", "--apps-table")]
    [InlineData("apps list --region nowhere", "--region")]
    [InlineData("apps list --ssm-endpoint-url localhost", "--ssm-endpoint-url")]
    [InlineData("apps list --profile no-such-profile-here", "--profile")]
    [InlineData("apps list --endpoint-url localhost", "--endpoint-url")]
    [InlineData("apps list --wechat-url ftp://host", "--wechat-url")]
    [InlineData("apps list --colour", "--colour")]
    [InlineData("apps list more", "extra argument")]
    [InlineData("apps", "Required command")]
    [InlineData("sessions list", "USERKEY")]
    [InlineData("sessions list nobody", "USERKEY")]
    [InlineData("sessions list --app " + App, "--openid")]
    [InlineData("sessions list " + App + "#o --app " + App, "--app")]
    [InlineData("sessions end abc --user " + App + "#o", "ID")]
    [InlineData("sessions end abcdefghijklmno", "16 characters")]
    [InlineData("sessions show abcdefghijklmno", "16 characters")]
    [InlineData("sessions show", "ID")]
    [InlineData("users find --union-id 李雷", "--union-id")]
    [InlineData("users list --app wx0123", "--app")]
    [InlineData("users list --person lilei", "--person")]
    [InlineData("users list --limit 0", "--limit")]
    [InlineData("apps set " + App, "--link-by-unionid")]
    [InlineData("apps set " + App + " --link-by-unionid yes", "--link-by-unionid")]
    [InlineData("apps add " + App + " --name Shop --link-by-unionid true", "--link-by-unionid")]
    [InlineData("users link " + App + "#o --to nobody", "--to must be appId#openId")]
    [InlineData("users list --limit 10001", "--limit")]
    [InlineData("users list --limit ten", "--limit")]
    [InlineData("users list --last-login-before yesterday", "--last-login-before")]
    [InlineData("users list --last-login-before 2026-02-30", "--last-login-before")]
    [InlineData("users list --after " + App, "--after must be appId#openId")]
    [InlineData("users show " + App + "#", "USERKEY must be appId#openId")]
    [InlineData("users block wx0123#o", "USERKEY must be appId#openId")]
    [InlineData("sessions end abcdefghijklmnop --user nobody", "--user")]
    [InlineData("users find", "--union-id")]
    [InlineData("users import --app " + App, "FILE")]
    [InlineData("users import no-such-file.csv --app " + App, "File not found: no-such-file.csv")]
    [InlineData("users import MiniLogin.dll", "--app")]
    [InlineData("users import MiniLogin.dll --app wrong", "--app")]
    [InlineData("users import MiniLogin.dll --app " + App + " --utc-offset 8", "--utc-offset")]
    [InlineData("users import MiniLogin.dll --app " + App + " --utc-offset +14:30", "--utc-offset")]
    [InlineData("doctor --app wrong", "--app")]
    [InlineData("apps keys wrong", "APPID")]
    [InlineData("console --port 0", "--port must be a number from 1 to 65535")]
    [InlineData("console --port 65536", "--port must be a number from 1 to 65535")]
    [InlineData("console --port any", "--port must be a number from 1 to 65535")]
    [InlineData("console --region nowhere", "--region")]
    [InlineData("console open", "extra argument")]
    public async Task Wrong_usage_exits_with_2_and_names_the_argument(string command, string named)
    {
        (await Operator.RunAnywhereAsync([.. command.Split(' '), .. command.Contains("endpoint", StringComparison.Ordinal) ? Array.Empty<string>() : ["--endpoint-url", "http://127.0.0.1:1"]])).Should(2, named).Output.Should().BeEmpty();
    }

    [Fact]
    public async Task Adding_an_app_needs_a_KMS_key() =>
        (await Operator.RunAnywhereAsync(["apps", "add", App, "--name", "Shop", "--endpoint-url", "http://127.0.0.1:1"], "secret")).Should(2, "--key-id");

    [Fact]
    public async Task A_blank_app_name_is_refused() =>
        (await Operator.RunAnywhereAsync(["apps", "add", App, "--name", " "], "secret")).Should(2, "--name");

    [Fact]
    public async Task An_empty_secret_is_refused() =>
        (await Operator.RunAnywhereAsync(["apps", "add", App, "--name", "Shop", "--key-id", "alias/k", "--endpoint-url", "http://127.0.0.1:1"], "\n")).Should(2, "must be one line of 32 hex digits");

    [Fact]
    public async Task Line_breaks_in_an_error_of_AWS_are_kept()
    {
        await using var aws = new AnsweringHost("""{"__type":"com.amazon.coral.service#AccessDeniedException","message":"Not allowed:\n- dynamodb:Scan\u001b[31m"}""", 400);

        (await Operator.RunAnywhereAsync(["apps", "list", "--endpoint-url", aws.Url])).Should(1, "Not allowed:\n- dynamodb:Scan?[31m");
    }

    [Theory]
    [InlineData("wx0123456789abcdef#o", "'wx0123456789abcdef#o'")]
    [InlineData("it's", "'it'\\''s'")]
    [InlineData("", "''")]
    public void An_argument_is_quoted_for_a_shell(string argument, string quoted) => Cli.Shell.Quote(argument).Should().Be(quoted);

    [Fact]
    public async Task Help_lists_exit_codes_and_environment_variables()
    {
        (await Operator.RunAnywhereAsync(["--help"])).Should(0).Output.Should().Contain("Exit codes:").And.Contain("MINILOGIN_SESSIONS_TABLE").And.Contain("MINILOGIN_KEY_ID").And.Contain("MINILOGIN_STACK");
        (await Operator.RunAnywhereAsync(["doctor", "--help"])).Should(0).Output.Should().Contain("Exit codes:");
    }

    [Fact]
    public async Task Environment_variables_can_name_the_tables()
    {
        var ran = await Operator.RunAnywhereAsync(["apps", "list"], environment: new() { ["MINILOGIN_APPS_TABLE"] = "mine-apps", ["MINILOGIN_ENDPOINT_URL"] = DynamoDBServer.Url });

        ran.Should(1, "mine-apps");
        (await Operator.RunAnywhereAsync(["apps", "list"], environment: new() { ["MINILOGIN_APPS_TABLE"] = "?", ["MINILOGIN_ENDPOINT_URL"] = DynamoDBServer.Url })).Should(2, "--apps-table");
    }
}
