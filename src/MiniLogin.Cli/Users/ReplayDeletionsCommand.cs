using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using MiniLogin.Account;
using MiniLogin.Account.Avatars;
using MiniLogin.Sessions;
using MiniLogin.Users;

namespace MiniLogin.Cli.Users;

/// <summary><c>minilogin users replay-deletions</c></summary>
internal static class ReplayDeletionsCommand
{
    private const string Description = "Delete again the users whom a restore of the users table has brought back. Compares the deletions of the last 40 days with the table. "
        + "Also ends sessions that deleted users have left. A user who came back after the deletion is kept. If the command is interrupted, run it again.";

    public static Command Create(CommandFactory commands)
    {
        var since = new Option<DateTimeOffset?>("--since")
        {
            Description = "Replay only deletions since this time, to which the table was restored, in UTC.",
            HelpName = "YYYY-MM-DDTHH:MM:SSZ",
            CustomParser = ParseTime,
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Count the users to delete without deleting." };
        var yes = Inputs.Yes();
        return commands.Create("replay-deletions", Description, RunAsync, since, dryRun, yes);

        async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
        {
            var replay = new DeletionReplay(call.Service<IUserStore>(), call.Service<IDeletionStore>(), call.Service<AccountService>(), call.Service<UserSessions>());
            var total = await UserRows.CountAsync(call, cancellationToken, call.Service<MiniLoginOptions>().DeletionsTable);
            await call.TrackAsync("Comparing deletions", total, () => new(replay.Compared), report => replay.CompareAsync(call.Value(since), report, cancellationToken));
            if (call.Value(dryRun))
            {
                return Show(call, replay, call.Value(since), isDryRun: true);
            }

            if (replay.HasPictures && !call.Service<AvatarService>().IsOn)
            {
                return call.WrongUsage($"Restored users have pictures. To remove them too, pass --stack or {GlobalOptions.AvatarsBucketName}. Nothing was changed.");
            }

            var count = replay.Restored.Count;
            if (count > 0 && call.Ask($"Delete {count} restored users and all data about them? This cannot be undone.", yes) is { } refused)
            {
                return refused;
            }

            try
            {
                await call.TrackAsync("Deleting users", replay.ToDo, () => new(replay.Done, $"{replay.Deleted:N0} of {count:N0} deleted"), report => replay.DeleteAsync(report, cancellationToken));
            }
            catch
            {
                call.Say($"Stopped. Deleted {replay.Deleted} of {count} restored users. Run the command again to continue.");
                throw;
            }

            return Show(call, replay, call.Value(since), isDryRun: false);
        }
    }

    private static int Show(CommandCall call, DeletionReplay replay, DateTimeOffset? since, bool isDryRun)
    {
        string[] unclear = [.. replay.Unclear.Select(deletion => deletion.Key.ToString()).Order(StringComparer.Ordinal)];
        var count = isDryRun ? replay.Restored.Count : replay.Deleted;
        var document = new ReplayedDocument(isDryRun, since, replay.Compared, count, replay.SessionsEnded, replay.Returned, unclear);
        call.Show(document, CommandJson.Default.ReplayedDocument,
            $"{(isDryRun ? $"Nothing was changed. Users to delete again: {count}" : $"Deleted {count} restored users and ended {replay.SessionsEnded} sessions")}. "
            + $"Deletions compared: {replay.Compared}, users kept because they came back: {replay.Returned}.");
        foreach (var key in unclear)
        {
            call.Say($"{key} was kept, but logged in both before and after the deletion: to a restored row, or the deletion failed. If the row is a restored one, run: {call.CommandLine($"users delete {Shell.Quote(key)}")}");
        }

        return unclear.Length > 0 ? ExitCode.Failed : ExitCode.Done;
    }

    private static DateTimeOffset? ParseTime(ArgumentResult result)
    {
        if (DateTimeOffset.TryParseExact(result.Tokens.SingleOrDefault()?.Value, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return time;
        }

        result.AddError("--since must be a time in UTC such as 2026-01-31T07:00:00Z.");
        return null;
    }
}

/// <param name="Since">Only deletions since this time were compared; null for all.</param>
/// <param name="Compared">The deletions compared.</param>
/// <param name="Deleted">The users deleted again; with <c>DryRun</c>, those to delete.</param>
/// <param name="SessionsEnded">The live sessions of all deleted users that were left.</param>
/// <param name="Returned">The users kept, because all their logins were after their deletion.</param>
/// <param name="Unclear">The users kept although they logged in both before and after their deletion. A person must check them.</param>
internal sealed record ReplayedDocument(bool DryRun, DateTimeOffset? Since, int Compared, int Deleted, int SessionsEnded, int Returned, IReadOnlyList<string> Unclear);
