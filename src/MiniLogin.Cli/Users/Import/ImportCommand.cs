using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using MiniLogin.Apps;
using MiniLogin.Users;

namespace MiniLogin.Cli.Users.Import;

/// <summary><c>minilogin users import</c></summary>
internal static partial class ImportCommand
{
    private const string Description = "Takes over the users of a Wafer server: an export of its table cSessionInfo. skey and session_key are not read; "
        + "users log in again, unasked. Who is there already stays as they are, so it may be run again.";

    public static Command Create(CommandFactory commands)
    {
        var file = new Argument<string>("FILE")
        {
            Description = "What SELECT … INTO OUTFILE, mysqldump --tab or mysql --batch wrote, or a CSV file with or without column names; UTF-8.",
        };
        file.Validators.Add(result =>
        {
            if (!File.Exists(result.GetValue(file)))
            {
                result.AddError("FILE is not there.");
            }
        });
        var app = Inputs.AppIdOption("The app whose users they are.");
        app.Required = true;
        var utcOffset = new Option<string>("--utc-offset")
        {
            Description = "Time zone of the export: MySQL writes times without one. China's by default, where Wafer's servers run.",
            HelpName = "+HH:MM",
            DefaultValueFactory = _ => "+08:00",
        };
        utcOffset.Validators.Add(result => Inputs.Check(result, result.GetValue(utcOffset), OffsetPattern(), "--utc-offset must be as +08:00 or -05:00, 14 hours at most."));
        var dryRun = new Option<bool>("--dry-run") { Description = "Check the file, write nothing." };
        return commands.Create("import", Description, RunAsync, file, app, utcOffset, dryRun);

        async Task<int> RunAsync(Call call, CancellationToken cancellationToken)
        {
            var appId = call.Value(app)!;
            if (await call.Service<AppTable>().FindAsync(appId, consistent: true, cancellationToken) is null)
            {
                return call.Fail($"{appId} is not registered: minilogin apps add {appId}");
            }

            using var text = new StreamReader(call.Value(file));
            using var lines = new ExportReader(text).Read().GetEnumerator();
            if (!lines.MoveNext() || lines.Current.Fields is not { } first || ExportedColumns.Of(first) is not { } columns)
            {
                return call.Fail("The first line has neither the names open_id, create_time, last_visit_time and user_info, nor the 7 columns of wafer2's cSessionInfo or the 8 of wafer's. Nothing was written.");
            }

            var parser = new LineParser(appId, columns, Offset(call.Value(utcOffset)!), call.Now);
            var import = new UserImport(call.Service<IUserStore>(), call.Service<TimeProvider>(), line => call.Say($"Line {line.Number}: {line.Field} {line.Reason}."));
            var isDryRun = call.Value(dryRun);
            try
            {
                await import.RunAsync(Parse(lines, parser), isDryRun, cancellationToken);
            }
            catch
            {
                call.Say($"Broke off after {Counted(import)}. It may be run again.");
                throw;
            }

            var document = new ImportDocument(appId.ToString(), isDryRun, import.Imported, import.AlreadyThere, import.Refused, import.Repeated);
            call.Show(document, CommandJson.Default.ImportDocument, isDryRun ? $"Nothing was written. Users to import: {import.Imported}, refused: {import.Refused}." : $"{Counted(import)}.");
            return import.Refused > 0 ? ExitCode.Failed : ExitCode.Done;
        }
    }

    private static IEnumerable<ParsedLine> Parse(IEnumerator<ExportedLine> lines, LineParser parser)
    {
        if (!ExportedColumns.IsHeader(lines.Current.Fields!))
        {
            yield return parser.Parse(lines.Current);
        }

        while (lines.MoveNext())
        {
            yield return parser.Parse(lines.Current);
        }
    }

    private static string Counted(UserImport import) =>
        $"{import.Imported} imported, {import.AlreadyThere} already there, {import.Refused} refused" + (import.Repeated > 0 ? $", {import.Repeated} joined to the line before" : "");

    private static TimeSpan Offset(string text)
    {
        var size = TimeSpan.ParseExact(text[1..], @"hh\:mm", CultureInfo.InvariantCulture);
        return text[0] == '-' ? -size : size;
    }

    [GeneratedRegex(@"^[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00)\z", RegexOptions.CultureInvariant)]
    private static partial Regex OffsetPattern();
}
