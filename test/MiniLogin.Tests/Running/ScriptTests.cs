using System.ComponentModel;
using System.Text.Json.Nodes;
using MiniLogin.Tests.Template;
using YamlDotNet.RepresentationModel;

namespace MiniLogin.Tests.Running;

/// <summary>The scripts for operators in eng/, with an <c>aws</c> on the PATH that keeps a stack in files and records the calls that change it.</summary>
public sealed class ScriptTests : IDisposable
{
    private const string Aws = """
        #!/usr/bin/env bash
        set -eu
        cd "$STACK_FILES"
        call="$1 $2"; all="$*"; shift 2
        while [ $# -gt 0 ]; do
          case $1 in
            --stack-name) [ "$2" = minilogin-prod ] || { echo "Stack with id $2 does not exist" >&2; exit 254; } ;;
            --function-name) name=$2 ;;
            --logical-resource-id) logical=$2 ;;
            --function-version) version=$2 ;;
            --reserved-concurrent-executions) concurrency=$2 ;;
            --revision-id) revision=$2 ;;
          esac
          shift
        done
        case $call in
          "cloudformation list-stack-resources") cat aliases ;;
          "cloudformation describe-stacks") case $all in *AlarmEmail*) cat email ;; *) cat deployed ;; esac ;;
          "sts get-caller-identity") echo 123456789012 ;;
          "budgets describe-budgets") cat budgets ;;
          "budgets delete-budget" | "budgets create-budget") echo "$all" >>changes ;;
          "cloudformation describe-stack-resource") echo "minilogin-prod-$logical-A1" ;;
          "lambda get-alias") cat "$name" ;;
          "lambda list-versions-by-function") printf '$LATEST\t9\t10\t11\t12\n' ;;
          "lambda update-alias") echo "$all" >>changes; [ ! -e fails ] && [ "$revision" = "r-$name" ] && echo "$version r-$name none" >"$name" ;;
          "lambda get-function-concurrency") cat "$name-concurrency" 2>/dev/null || echo None ;;
          "lambda put-function-concurrency") echo "$all" >>changes; [ ! -e "fails-$name" ] && echo "$concurrency" >"$name-concurrency" ;;
          "lambda delete-function-concurrency") echo "$all" >>changes; rm -f "$name-concurrency" ;;
          *) echo "unexpected: $all" >&2; exit 2 ;;
        esac
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("minilogin-");

    public ScriptTests()
    {
        Write("aws", Aws);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(PathOf("aws"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Write("aliases", string.Concat(new[] { "Login", "ShowSession" }.Select(f => $"{f}Aliaslive\tarn:aws:lambda:us-east-1:123456789012:function:minilogin-prod-{f}-A1:live\n")));
        Write("minilogin-prod-Login-A1", "12 r-minilogin-prod-Login-A1 none\n");
        Write("minilogin-prod-ShowSession-A1", "11 r-minilogin-prod-ShowSession-A1 none\n");
        Write("deployed", "-1\n");
        Write("email", "ops@example.com\n");
        Write("budgets", "Everything\n");
        Write("changes", "");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_rollback_only_prints_its_plan_unless_it_is_applied()
    {
        var (exitCode, output) = await RunAsync("rollback", "minilogin-prod");

        exitCode.Should().Be(0, output);
        output.Should().Contain("Login: would go from 12 to 11").And.Contain("ShowSession: would go from 11 to 10")
            .And.Contain("eng/rollback.sh minilogin-prod Login=11 ShowSession=10 --apply");
        Changes.Should().BeEmpty();
    }

    [Fact]
    public async Task A_rollback_points_every_alias_to_the_version_before_its_current_one()
    {
        var (exitCode, output) = await RunAsync("rollback", "minilogin-prod --apply --region ap-southeast-1");

        exitCode.Should().Be(0, output);
        output.Should().Contain("Login: went from 12 to 11").And.Contain("ShowSession: went from 11 to 10");
        Changes.Should().Equal(Update("Login", 11), Update("ShowSession", 10));
    }

    [Fact]
    public async Task Applying_the_printed_plan_twice_changes_nothing_the_second_time()
    {
        const string Plan = "minilogin-prod Login=11 ShowSession=10 --apply --region ap-southeast-1";
        await RunAsync("rollback", Plan);

        var (exitCode, output) = await RunAsync("rollback", Plan);

        exitCode.Should().Be(0, output);
        output.Should().Contain("Login: already at 11").And.Contain("ShowSession: already at 10");
        Changes.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_rollback_to_a_named_version_changes_only_the_named_function()
    {
        await RunAsync("rollback", "minilogin-prod Login=9 --apply --region ap-southeast-1");

        Changes.Should().Equal(Update("Login", 9));
    }

    [Fact]
    public async Task A_rollback_that_fails_for_a_function_continues_and_says_so()
    {
        Write("fails", "");

        var (exitCode, output) = await RunAsync("rollback", "minilogin-prod --apply");

        exitCode.Should().Be(1);
        output.Should().Contain("Login: still at 12").And.Contain("Try again: eng/rollback.sh minilogin-prod Login=11 ShowSession=10 --apply");
        Changes.Should().HaveCount(2);
    }

    [Theory]
    [InlineData("minilogin-prod Login=13 --apply", "no version 13, only 9 10 11 12")]
    [InlineData("minilogin-prod Logon=9 --apply", "no function Logon")]
    [InlineData("minilogin-prod ShowSession=9 Login=13 --apply", "no version 13")]
    [InlineData("elsewhere --apply", "elsewhere does not exist")]
    public async Task A_rollback_that_is_impossible_changes_nothing(string arguments, string message)
    {
        var (exitCode, output) = await RunAsync("rollback", arguments);

        exitCode.Should().NotBe(0);
        output.Should().Contain(message);
        Changes.Should().BeEmpty();
    }

    [Fact]
    public async Task A_rollback_during_a_release_changes_nothing_and_names_the_command_that_stops_it()
    {
        Write("minilogin-prod-ShowSession-A1", "11 r-minilogin-prod-ShowSession-A1 canary\n");

        var (exitCode, output) = await RunAsync("rollback", "minilogin-prod --apply");

        exitCode.Should().Be(1);
        output.Should().Contain("aws cloudformation cancel-update-stack --stack-name minilogin-prod");
        Changes.Should().BeEmpty();
    }

    [Fact]
    public async Task A_function_without_an_earlier_version_stops_a_rollback()
    {
        Write("minilogin-prod-ShowSession-A1", "9 r-minilogin-prod-ShowSession-A1 none\n");

        (await RunAsync("rollback", "minilogin-prod --apply")).Output.Should().Contain("ShowSession: version 9 has no earlier version");
        Changes.Should().BeEmpty();
    }

    [Fact]
    public async Task Logins_are_switched_off_and_on_again()
    {
        (await RunAsync("logins", "off minilogin-prod")).Output.Should().Contain("Login: off").And.Contain("WaferLogin: off");
        (await RunAsync("logins", "status minilogin-prod")).Output.Should().Contain("Login: off").And.Contain("WaferLogin: off");

        var (exitCode, output) = await RunAsync("logins", "on minilogin-prod");

        exitCode.Should().Be(0, output);
        output.Should().Contain("Login: on").And.Contain("WaferLogin: on");
        Changes.Should().Equal(
            "lambda put-function-concurrency --function-name minilogin-prod-Login-A1 --reserved-concurrent-executions 0",
            "lambda put-function-concurrency --function-name minilogin-prod-WaferLogin-A1 --reserved-concurrent-executions 0",
            "lambda delete-function-concurrency --function-name minilogin-prod-Login-A1",
            "lambda delete-function-concurrency --function-name minilogin-prod-WaferLogin-A1");
    }

    [Fact]
    public async Task If_one_login_function_cannot_be_switched_off_the_other_still_is()
    {
        Write("fails-minilogin-prod-Login-A1", "");

        var (exitCode, output) = await RunAsync("logins", "off minilogin-prod");

        exitCode.Should().Be(1);
        output.Split(Environment.NewLine).Should().NotContain("Login: off").And.Contain("WaferLogin: off");
        output.Should().Contain("Try again: eng/logins.sh off minilogin-prod");
    }

    [Fact]
    public async Task Switching_logins_on_restores_the_deployed_limit()
    {
        Write("deployed", "20\n");
        await RunAsync("logins", "off minilogin-prod");

        (await RunAsync("logins", "on minilogin-prod")).Output.Should().Contain("WaferLogin: on, at most 20 at a time");
    }

    [Fact]
    public async Task Logins_that_a_deployment_switched_off_need_a_deployment()
    {
        Write("deployed", "0\n");

        var (exitCode, output) = await RunAsync("logins", "on minilogin-prod");

        exitCode.Should().Be(1);
        output.Should().Contain("sam deploy --parameter-overrides LoginConcurrency=-1");
        Changes.Should().BeEmpty();
    }

    [Fact]
    public async Task A_budget_is_reported_to_the_alarm_email()
    {
        var (exitCode, output) = await RunAsync("budget", "minilogin-prod 50");

        exitCode.Should().Be(0, output);
        var call = Changes.Should().ContainSingle().Which;
        var budget = JsonNode.Parse(call.Split(" --budget ")[1].Split(" --notifications-with-subscribers ")[0])!;
        budget["BudgetLimit"]!.ToJsonString().Should().Be("""{"Amount":"50","Unit":"USD"}""");
        budget["TimeUnit"]!.GetValue<string>().Should().Be("MONTHLY");
        var notifications = JsonNode.Parse(call.Split(" --notifications-with-subscribers ")[1])!.AsArray();
        notifications.Select(each => $"{each!["Notification"]!["NotificationType"]} {each["Notification"]!["Threshold"]}").Should().Equal("ACTUAL 80", "FORECASTED 100");
        notifications.Should().OnlyContain(each => each!["Subscribers"]![0]!["Address"]!.GetValue<string>() == "ops@example.com");
    }

    [Theory]
    [InlineData("minilogin-prod 80", 2)]
    [InlineData("minilogin-prod off", 1)]
    public async Task A_budget_replaces_the_one_before(string arguments, int changes)
    {
        Write("budgets", "Everything\tminilogin-prod\n");

        (await RunAsync("budget", arguments)).ExitCode.Should().Be(0);

        Changes.Should().HaveCount(changes);
        Changes[0].Should().Be("budgets delete-budget --account-id 123456789012 --budget-name minilogin-prod");
    }

    [Fact]
    public async Task A_budget_without_an_alarm_email_is_refused()
    {
        Write("email", "\n");

        (await RunAsync("budget", "minilogin-prod 50")).Output.Should().Contain("AlarmEmail=you@example.com");
        Changes.Should().BeEmpty();
    }

    [Fact]
    public async Task The_template_of_retained_resources_has_exactly_those_unchanged()
    {
        var (exitCode, output) = await RunAsync("retained", "");

        exitCode.Should().Be(0, output);
        var stream = new YamlStream();
        stream.Load(new StringReader(output));
        var printed = stream.Documents[0].RootNode;
        var resources = TemplateFile.Root.At("Resources");
        printed.Keys().Should().Equal("AWSTemplateFormatVersion", "Parameters", "Conditions", "Resources");
        printed.At("Resources").Keys().Should().Equal(resources.Keys().Where(name => resources.At(name).Find("DeletionPolicy")?.Text() == "Retain"));
        foreach (var name in printed.At("Resources").Keys())
        {
            printed.At("Resources", name).Should().Be(resources.At(name));
        }

        printed.At("Parameters").Should().Be(TemplateFile.Root.At("Parameters"));
        printed.At("Conditions").Should().Be(TemplateFile.Root.At("Conditions"));
    }

    [Theory]
    [InlineData("budget", "minilogin-prod -5")]
    [InlineData("rollback", "")]
    [InlineData("rollback", "minilogin-prod --now")]
    [InlineData("logins", "")]
    [InlineData("logins", "of minilogin-prod")]
    public async Task A_wrong_argument_of_a_script_prints_its_usage(string script, string arguments)
    {
        var (exitCode, output) = await RunAsync(script, arguments);

        exitCode.Should().Be(2);
        output.Should().Contain($"Usage: eng/{script}.sh");
        Changes.Should().BeEmpty();
    }

    private string[] Changes => File.ReadAllLines(PathOf("changes"));

    private static string Update(string function, int version) =>
        $"lambda update-alias --function-name minilogin-prod-{function}-A1 --name live --function-version {version} --revision-id r-minilogin-prod-{function}-A1 --region ap-southeast-1";

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private void Write(string name, string text) => File.WriteAllText(PathOf(name), text);

    private async Task<(int ExitCode, string Output)> RunAsync(string script, string arguments)
    {
        try
        {
            return await Command.RunAsync("bash", [$"eng/{script}.sh", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)], Repository.Root,
                new Dictionary<string, string> { ["PATH"] = $"{_folder.FullName}:{Environment.GetEnvironmentVariable("PATH")}", ["STACK_FILES"] = _folder.FullName });
        }
        catch (Win32Exception)
        {
            Assert.Skip("Needs bash.");
            throw;
        }
    }
}
