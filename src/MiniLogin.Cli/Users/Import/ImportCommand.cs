using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using MiniLogin.Apps;
using MiniLogin.Users;

namespace MiniLogin.Cli.Users.Import;

/// <summary><c>minilogin users import</c></summary>
internal static partial class ImportCommand
{
    private const string Description = "Import users from a Wafer server, from an export of its table cSessionInfo. skey and session_key are ignored; "
        + "users log in again automatically. Existing users are not changed, so the import can be repeated.";

    public static Command Create(CommandFactory commands)
    {
        var file = new Argument<string>("FILE")
        {
            Description = "Export by SELECT … INTO OUTFILE, mysqldump --tab or mysql --batch, or a CSV file with or without column names, in UTF-8.",
        };
        file.Validators.Add(result =>
        {
            if (!File.Exists(result.GetValue(file)))
            {
                result.AddError($"File not found: {result.GetValue(file)}");
            }
        });
        var app = Inputs.AppIdOption("Specify the app of the users.");
        app.Required = true;
        var utcOffset = new Option<string>("--utc-offset")
        {
            Description = "Set the time zone of the export, because MySQL writes times without one. The default is that of China.",
            HelpName = "+HH:MM",
            DefaultValueFactory = _ => "+08:00",
        };
        utcOffset.Validators.Add(result => Inputs.Check(result, result.GetValue(utcOffset), OffsetPattern(), "--utc-offset must have the form +08:00 or -05:00, with at most 14 hours."));
        var dryRun = new Option<bool>("--dry-run") { Description = "Check the file without writing." };
        return commands.Create("import", Description, RunAsync, file, app, utcOffset, dryRun);

        async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
        {
            var appId = call.Value(app)!;
            if (await call.Service<AppTable>().FindAsync(appId, consistent: true, cancellationToken) is null)
            {
                var key = call.KeyId is null ? $" {GlobalOptions.KeyIdName} ID, where ID is output AppCredentialsKeyId of the stack" : "";
                return call.Fail($"{appId} is not registered. To register it, run: {call.CommandLine($"apps add {appId} --name 'My mini program'")}{key}");
            }

            using var text = new StreamReader(call.Value(file));
            using var lines = new ExportReader(text).Read().GetEnumerator();
            if (!lines.MoveNext() || lines.Current.Fields is not { } first || ExportedColumns.From(first) is not { } columns)
            {
                return call.Fail("The first line must contain the column names open_id, create_time, last_visit_time and user_info, or the 7 columns of Wafer 2's cSessionInfo, or the 8 columns of Wafer 1's. Nothing was written.");
            }

            var parser = new LineParser(appId, columns, Offset(call.Value(utcOffset)!), call.Now);
            var isDryRun = call.Value(dryRun);
            var content = text.BaseStream;
            var import = new UserImport(call.Service<IUserStore>(), call.Service<TimeProvider>(), line => call.Say($"Line {line.Number}: {line.Field} {line.Reason}."));
            try
            {
                await call.TrackAsync(
                    isDryRun ? "Checking" : "Importing",
                    content.CanSeek ? content.Length : null,
                    () => new(content.CanSeek ? content.Position : 0, isDryRun ? Checked(import) : Counted(import)),
                    report => import.RunAsync(Parse(lines, parser), isDryRun, cancellationToken, report));
            }
            catch
            {
                call.Say(isDryRun ? "Stopped. Nothing was written." : $"Import stopped after {Counted(import)}. Run it again to continue.");
                throw;
            }

            var document = new ImportDocument(appId.ToString(), isDryRun, import.Imported, import.AlreadyThere, import.Refused, import.Repeated);
            call.Show(document, CommandJson.Default.ImportDocument, isDryRun ? $"Nothing was written. {Checked(import)}." : $"{Counted(import)}.");
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

    private static string Checked(UserImport import) => $"Users to import: {import.Imported}, refused: {import.Refused}";

    private static string Counted(UserImport import) =>
        $"{import.Imported} imported, {import.AlreadyThere} already existing, {import.Refused} refused" + (import.Repeated > 0 ? $", {import.Repeated} merged with the previous line" : "");

    private static TimeSpan Offset(string text)
    {
        var size = TimeSpan.ParseExact(text[1..], @"hh\:mm", CultureInfo.InvariantCulture);
        return text[0] == '-' ? -size : size;
    }

    [GeneratedRegex(@"^[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00)\z", RegexOptions.CultureInvariant)]
    private static partial Regex OffsetPattern();
}
