using System.CommandLine;
using MiniLogin.Account;
using MiniLogin.Apps;
using MiniLogin.Cli.Apps;
using MiniLogin.Secrets;

namespace MiniLogin.Cli.Users.Move;

/// <summary><c>minilogin users move</c></summary>
internal static class MoveCommand
{
    private const string FromInput = "-";

    private const string Description = "Move users to new openids, after a mini program was migrated to another account: profile, picture, phone number, person, block and the time of the first login. "
        + "Ends the sessions of the old users. Shows first what will happen, and asks. Nothing is overwritten, and a run that was interrupted can be repeated.";

    public static Command Create(CommandFactory commands)
    {
        var from = Inputs.AppIdOption("Specify the app of the old openids.", "--from");
        var to = Inputs.AppIdOption("Specify the app of the new openids.", "--to");
        var file = new Option<string>("--file")
        {
            Description = $"Read the map from this CSV file, or {FromInput} from stdin: oldOpenid,newOpenid in each line, with or without these names in the first line. At most {MoveMap.MaxLines:N0} lines.",
            HelpName = "FILE",
            Required = true,
        };
        file.Validators.Add(result =>
        {
            if (result.GetValue(file) is { } path && path != FromInput && Wrong(path) is { } wrong)
            {
                result.AddError(wrong);
            }
        });
        (from.Required, to.Required) = (true, true);
        var dryRun = new Option<bool>("--dry-run") { Description = "Only show what would happen." };
        var yes = Inputs.Yes();
        return commands.Create("move", Description, RunAsync, from, to, file, dryRun, yes);

        async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
        {
            var (old, current) = (call.Value(from)!, call.Value(to)!);
            if (old == current)
            {
                return call.WrongUsage("--from and --to must be different apps.");
            }

            // Before the map is read from stdin, where nobody could then answer.
            if (!call.Value(dryRun) && call.RefuseIfNobodyAnswers(yes) is { } cannotAsk)
            {
                return cannotAsk;
            }

            if (await CredentialsAsync(call, old, cancellationToken) is not { } oldCredentials)
            {
                return call.NotRegistered(old);
            }

            if (await CredentialsAsync(call, current, cancellationToken) is not { } currentCredentials)
            {
                return call.NotRegistered(current);
            }

            var map = new MoveMap(old, current, (number, reason) => call.Say($"Line {number}: {reason}."));
            if (Read(call, map, call.Value(file)!) is not { } lines)
            {
                return call.WrongUsage($"The file has more than {MoveMap.MaxLines:N0} lines. Split it. Nothing was changed.");
            }

            return await new Steps(call, map, lines, () => new(call.Service<UserMove>(), oldCredentials, currentCredentials, call.Service<TimeProvider>(), (number, reason) => call.Say($"Line {number}: {reason}.")))
                .RunAsync(old, current, call.Value(dryRun), yes, cancellationToken);
        }
    }

    private static string? Wrong(string path) =>
        !File.Exists(path) ? $"File not found: {path}"
        : new FileInfo(path).Length > MoveMap.MaxSize ? $"{path} has more than {MoveMap.MaxSize:N0} bytes. Split it."
        : null;

    private static IReadOnlyList<MoveLine>? Read(CommandCall call, MoveMap map, string path)
    {
        if (path == FromInput)
        {
            return map.Read(call.Terminal.Input);
        }

        using var text = new StreamReader(path);
        return map.Read(text);
    }

    private static async Task<AppCredentials?> CredentialsAsync(CommandCall call, AppId appId, CancellationToken cancellationToken) =>
        await call.Service<AppTable>().FindAsync(appId, consistent: true, cancellationToken) is { } row ? (await call.Service<AppVault>().DecryptAsync(row, cancellationToken)).Credentials : null;

    /// <summary>The dry run, the question and the move.</summary>
    private sealed class Steps(CommandCall call, MoveMap map, IReadOnlyList<MoveLine> lines, Func<MoveRun> newRun)
    {
        public async Task<int> RunAsync(AppId from, AppId to, bool isDryRun, Option<bool> yes, CancellationToken cancellationToken)
        {
            if (!isDryRun && call.Value(yes))
            {
                return Show(from, to, isDryRun, await MoveAsync(lines, cancellationToken), null);
            }

            var trial = newRun();
            await call.TrackAsync("Checking users", lines.Count, () => new(trial.Done), report => trial.RunAsync(lines, isDryRun: true, report, cancellationToken));
            if (isDryRun || trial.Moved.Count == 0)
            {
                return Show(from, to, isDryRun: true, trial, null);
            }

            return call.Ask($"{Counted(trial, "to move")}. Move these {trial.Moved.Count} users from {from} to {to} and end their sessions in {from}?", yes)
                ?? Show(from, to, isDryRun: false, await MoveAsync(trial.Moved, cancellationToken), trial);
        }

        private async Task<MoveRun> MoveAsync(IReadOnlyCollection<MoveLine> lines, CancellationToken cancellationToken)
        {
            var run = newRun();
            try
            {
                await call.TrackAsync("Moving users", lines.Count, () => new(run.Done, $"{run.Moved.Count:N0} moved"), report => run.RunAsync(lines, isDryRun: false, report, cancellationToken));
                return run;
            }
            catch
            {
                call.Say($"Stopped after {run.Moved.Count} users. Run the command again to continue.");
                throw;
            }
        }

        /// <param name="trial">What a dry run has found of the lines that were then left out; null if there was none.</param>
        private int Show(AppId from, AppId to, bool isDryRun, MoveRun run, MoveRun? trial)
        {
            var document = new MovedDocument(
                from.ToString(),
                to.ToString(),
                isDryRun,
                run.Moved.Count,
                run.AlreadyMoved + (trial?.AlreadyMoved ?? 0),
                run.Nothing + (trial?.Nothing ?? 0),
                run.Collisions + (trial?.Collisions ?? 0),
                map.Refused,
                map.Repeated,
                run.SessionsEnded);
            call.Show(document, CommandJson.Default.MovedDocument, isDryRun
                ? $"Nothing was changed. {Counted(document, "to move")}."
                : $"{Counted(document, "moved")}. Sessions ended: {document.SessionsEnded}.");
            return document.Collisions + document.Refused > 0 ? ExitCode.Failed : ExitCode.Done;
        }

        private string Counted(MoveRun run, string done) => Counted(run.Moved.Count, run.AlreadyMoved, run.Nothing, run.Collisions, map.Refused, done);

        private static string Counted(MovedDocument document, string done) => Counted(document.Moved, document.AlreadyMoved, document.NoUser, document.Collisions, document.Refused, done);

        private static string Counted(int moved, int alreadyMoved, int nothing, int collisions, int refused, string done) =>
            $"Users {done}: {moved}, moved before: {alreadyMoved}, without a user: {nothing}, collisions: {collisions}, lines refused: {refused}";
    }
}

/// <param name="DryRun">Whether nothing was changed. <c>Moved</c> then counts the users to move.</param>
/// <param name="NoUser">Lines whose old openid has no user, or whose old or new user was deleted, so that there is nothing to move.</param>
/// <param name="Collisions">Lines that moved nobody, because something would have been overwritten.</param>
/// <param name="Refused">Lines that are malformed or contradict another one.</param>
/// <param name="Repeated">Lines that repeat another one.</param>
internal sealed record MovedDocument(string From, string To, bool DryRun, int Moved, int AlreadyMoved, int NoUser, int Collisions, int Refused, int Repeated, int SessionsEnded);
