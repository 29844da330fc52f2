using System.CommandLine;
using Spectre.Console;

namespace MiniLogin.Cli.Doctor;

/// <summary><c>minilogin doctor</c></summary>
internal static class DoctorCommand
{
    public static Command Create(CommandFactory commands)
    {
        var app = Inputs.AppIdOption("Check only this app.");
        return commands.Create("doctor", $"Check the tables, credentials, WeChat and the clock, and suggest fixes. {ExitCode.Help}", RunAsync, app);

        async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
        {
            var findings = await new Examination(call).RunAsync(call.Value(app), cancellationToken);
            var failed = findings.Any(f => f.Status == CheckStatus.Failed);
            var unreachable = findings.Any(f => f.Status == CheckStatus.Unreachable);
            call.Show(new(!failed && !unreachable, findings), CommandJson.Default.DoctorDocument, ToTable);
            return failed ? ExitCode.Failed : unreachable ? ExitCode.Unreachable : ExitCode.Done;
        }
    }

    private static Table ToTable(DoctorDocument document)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("", "Check", "Result", "Fix");
        foreach (var finding in document.Checks)
        {
            var (word, color) = finding.Status switch
            {
                CheckStatus.Ok => ("ok", Color.Green),
                CheckStatus.Warning => ("warning", Color.Yellow),
                CheckStatus.Failed => ("failed", Color.Red),
                _ => ("unreachable", Color.Red),
            };
            table.AddRow(new Text(word, new(color)), new Text(finding.Check), new Text(Printable.From(finding.Detail)), new Text(Printable.From(finding.Advice)));
        }

        return table;
    }
}
