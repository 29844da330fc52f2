using System.CommandLine;
using MiniLogin.Account.Avatars;
using MiniLogin.Cli.Users;

namespace MiniLogin.Cli.Avatars;

/// <summary><c>minilogin avatars</c></summary>
internal static class AvatarsCommand
{
    public static Command Create(CommandFactory commands) => new("avatars", "Manage users' pictures.")
    {
        Prune(commands),
    };

    private static Command Prune(CommandFactory commands)
    {
        var yes = Inputs.Yes();
        return commands.Create("prune", "Remove pictures that no user has, left by an upload or a deletion that failed halfway. Reads the whole bucket and the whole users table.", RunAsync, yes);

        async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
        {
            if (!call.Service<AvatarService>().IsOn)
            {
                return call.WrongUsage($"Pass --stack or {GlobalOptions.AvatarsBucketName}.");
            }

            var pruning = call.Service<AvatarPruning>();
            IReadOnlyCollection<AvatarName> found = [];
            var total = await UserRows.CountAsync(call, cancellationToken);
            var (pictures, rows) = (0, 0L);
            await call.TrackAsync("Searching", total, () => new(rows, $"{pictures:N0} pictures found, {UserRows.Read(rows, total)}"), async report => found = await pruning.FindAsync(Count(report), cancellationToken));
            if (found.Count > 0 && call.Ask($"Remove {found.Count} pictures that no user has?", yes) is { } refused)
            {
                return refused;
            }

            var removed = 0;
            try
            {
                await call.TrackAsync("Removing pictures", found.Count, () => new(removed), report => pruning.RemoveAsync(found, Removed(report), cancellationToken));
            }
            catch
            {
                call.Say($"Stopped. Removed {removed} of {found.Count} pictures that no user had. Run the command again to continue.");
                throw;
            }

            return call.Show(new(found.Count), CommandJson.Default.PrunedDocument, $"Removed {found.Count} pictures that no user had.");

            Action<int, long> Count(Action report) => (ofPictures, ofRows) =>
            {
                (pictures, rows) = (ofPictures, ofRows);
                report();
            };

            Action Removed(Action report) => () =>
            {
                Interlocked.Increment(ref removed);
                report();
            };
        }
    }
}

internal sealed record PrunedDocument(int PicturesRemoved);
