namespace MiniLogin.Tests.Commands;

/// <summary><c>minilogin logs</c>, whose commands are run with an <c>aws</c> that records its arguments.</summary>
public sealed class LogsCommandTests : IDisposable
{
    private const string Aws = """
        #!/usr/bin/env bash
        printf '%s\n' "$*" >>"$CALLS"
        case "$*" in
          "logs start-query "*) echo query-1 ;;
          *"--query status"*) [ -e "$CALLS.done" ] && echo Complete || { touch "$CALLS.done"; echo Running; } ;;
          *) echo "event=code_rejected" ;;
        esac
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("minilogin-");

    [Theory]
    [InlineData("logs --session abcdefghijklmnop --minutes 5", "--log-group-name /minilogin/{0}/functions", "filter session_id = \"abcdefghijklmnop\"")]
    [InlineData("logs --request JKJaXmPLvHcESHA=", "--log-group-name /aws/vendedlogs/{0}/access", "filter requestId = \"JKJaXmPLvHcESHA=\"")]
    [InlineData("logs --request JKJaXmPLvHcESHA=", "--log-group-name /minilogin/{0}/functions", "filter request_id = \"JKJaXmPLvHcESHA=\"")]
    [InlineData("logs", "--log-group-name /minilogin/{0}/functions", "filter event != \"login_succeeded\"")]
    public async Task The_printed_commands_search_the_logs_of_the_stack(string command, string group, string query)
    {
        var stack = await StackParameters.DeployAsync(new(), "key");
        var ran = (await Operator.RunAnywhereAsync([.. command.Split(' '), "--stack", stack, "--ssm-endpoint-url", KmsServer.Url, "--endpoint-url", "http://127.0.0.1:1"])).Should(0);

        var (calls, said) = await RunPrintedAsync(ran.Output);

        said.Should().Contain("event=code_rejected");
        calls.Should().Contain(call => call.StartsWith("logs start-query", StringComparison.Ordinal)
            && call.Contains(string.Format(System.Globalization.CultureInfo.InvariantCulture, group, stack), StringComparison.Ordinal)
            && call.Contains(query, StringComparison.Ordinal));
        calls.Should().Contain(call => call.StartsWith("logs get-query-results --query-id query-1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("logs", "--stack")]
    [InlineData("logs --session abc", "16 characters")]
    [InlineData("logs --request $(rm)", "apigw-requestid")]
    [InlineData("logs --minutes 0", "1 to 10080")]
    public async Task What_is_missing_or_malformed_is_named(string command, string reason) =>
        (await Operator.RunAnywhereAsync([.. command.Split(' '), "--endpoint-url", "http://127.0.0.1:1"])).Should(2, reason);

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<(string[] Calls, string Said)> RunPrintedAsync(string printed)
    {
        var (aws, calls) = (Path.Combine(_folder.FullName, "aws"), Path.Combine(_folder.FullName, "calls"));
        await File.WriteAllTextAsync(aws, Aws, TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(aws, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var environment = new Dictionary<string, string> { ["PATH"] = $"{_folder.FullName}:{Environment.GetEnvironmentVariable("PATH")}", ["CALLS"] = calls };
        var (exitCode, said) = await Command.RunAsync("bash", ["-euc", printed], _folder.FullName, environment);
        exitCode.Should().Be(0, said);
        return (await File.ReadAllLinesAsync(calls, TestContext.Current.CancellationToken), said);
    }
}
