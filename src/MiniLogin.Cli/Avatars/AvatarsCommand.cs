using System.CommandLine;
using MiniLogin.Account.Avatars;

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
                return call.WrongUsage($"Pass {GlobalOptions.AvatarsBucketName}, or set MINILOGIN_AVATARS_BUCKET.");
            }

            var pruning = call.Service<AvatarPruning>();
            var found = await pruning.FindAsync(cancellationToken);
            if (found.Count > 0 && call.Ask($"Remove {found.Count} pictures that no user has?", yes) is { } refused)
            {
                return refused;
            }

            await pruning.RemoveAsync(found, cancellationToken);
            return call.Show(new(found.Count), CommandJson.Default.PrunedDocument, $"Removed {found.Count} pictures that no user had.");
        }
    }
}

internal sealed record PrunedDocument(int PicturesRemoved);
