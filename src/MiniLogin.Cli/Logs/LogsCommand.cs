using System.CommandLine;
using System.Text.RegularExpressions;
using MiniLogin.Sessions;
using Spectre.Console;

namespace MiniLogin.Cli.Logs;

/// <summary><c>minilogin logs</c></summary>
internal static partial class LogsCommand
{
    private const int MaxMinutes = 7 * 24 * 60;

    public static Command Create(CommandFactory commands)
    {
        var session = new Option<string?>("--session") { Description = "Look for this session id.", HelpName = "ID" };
        session.Validators.Add(result =>
        {
            if (result.GetValue(session) is { } text && !SessionToken.IsId(text))
            {
                result.AddError("--session must be the 16 characters of a session id, without the secret.");
            }
        });
        var request = new Option<string?>("--request") { Description = "Look for the call whose answer had this header apigw-requestid.", HelpName = "ID" };
        request.Validators.Add(result => Inputs.Check(result, result.GetValue(request), RequestId(), "--request must be the value of the header apigw-requestid."));
        var minutes = new Option<int>("--minutes") { Description = "Look at the last minutes only.", HelpName = "NUMBER", DefaultValueFactory = _ => 60 };
        minutes.Validators.Add(result =>
        {
            if (result.GetValue(minutes) is < 1 or > MaxMinutes)
            {
                result.AddError($"--minutes must be a number from 1 to {MaxMinutes}.");
            }
        });
        return commands.Create("logs", "Print the AWS CLI commands that search the logs for why logins fail, or for one session or call. Runs none of them.", RunAsync, session, request, minutes);

        Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
        {
            if (call.Service<CommandTarget>().Stack is not { } stack)
            {
                return Task.FromResult(call.WrongUsage("Pass --stack NAME, or set MINILOGIN_STACK: the log groups are named after the stack."));
            }

            var document = new LogsDocument(LogQuery.Commands(stack, call.Value(session), call.Value(request), call.Value(minutes)));
            return Task.FromResult(call.Show(document, CommandJson.Default.LogsDocument, d => new Text(string.Join("\n\n", d.Commands) + "\n")));
        }
    }

    [GeneratedRegex("^[A-Za-z0-9+/=_-]{1,64}$", RegexOptions.CultureInvariant)]
    private static partial Regex RequestId();
}

/// <summary>A query of CloudWatch Logs Insights.</summary>
internal static class LogQuery
{
    /// <summary>The commands that search the logs for a session or a call, or if both are null, for why logins fail.</summary>
    public static IReadOnlyList<string> Commands(string stack, string? session, string? request, int minutes) =>
        [.. Queries(stack, session, request).Select(query => ToCommand(query.Group, minutes, query.Text))];

    /// <summary>The command for a POSIX shell that starts the query, waits for it and prints its rows.</summary>
    private static string ToCommand(string group, int minutes, string query) => $$"""
        id=$(aws logs start-query --log-group-name {{Shell.Quote(group)}} --start-time $(($(date +%s) - {{minutes * 60}})) --end-time $(date +%s) \
          --query-string {{Shell.Quote(query)}} --query queryId --output text)
        while aws logs get-query-results --query-id $id --query status --output text | grep -qE 'Scheduled|Running'; do sleep 1; done
        aws logs get-query-results --query-id $id --query "results[*].[join('  ', [?field!='@ptr'].join('=', [field, value]))]" --output text
        """;

    private static IEnumerable<(string Group, string Text)> Queries(string stack, string? session, string? request)
    {
        var (access, functions) = ($"/aws/vendedlogs/{stack}/access", $"/minilogin/{stack}/functions");
        if (request is not null)
        {
            yield return (access, $"filter requestId = \"{request}\" | fields @timestamp, route, status, error, functionError, authorizerError");
            yield return (functions, $"filter request_id = \"{request}\" | fields @timestamp, function, event, app_id, err_code, rid, field, reason, what_to_do");
        }

        if (session is not null)
        {
            yield return (functions, $"filter session_id = \"{session}\" | fields @timestamp, function, event, app_id | sort @timestamp");
        }

        if (request is null && session is null)
        {
            yield return (access, "filter route like \"login\" and status >= 400 | stats count(*) as times by status, error, functionError");
            yield return (functions, "filter event != \"login_succeeded\" | stats count(*) as times by function, event, app_id, err_code, field, reason, what_to_do");
        }
    }
}

/// <param name="Commands">Each is several lines for a POSIX shell.</param>
internal sealed record LogsDocument(IReadOnlyList<string> Commands);
