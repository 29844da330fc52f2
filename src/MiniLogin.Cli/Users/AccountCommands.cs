using System.CommandLine;
using System.Text.Json;
using MiniLogin.Account;

namespace MiniLogin.Cli.Users;

/// <summary><c>users export</c> and <c>users delete</c>, which users may request by law.</summary>
internal static class AccountCommands
{
    public static Command Export(CommandFactory commands)
    {
        var user = new UserInput();
        return user.AddTo(commands.Create("export", "Export all data about a user as JSON, including the phone number.", async (call, cancellationToken) =>
        {
            if (await call.Service<AccountService>().ExportAsync(user.Key(call), cancellationToken) is not { } export)
            {
                return call.Fail($"User not found: {user.Key(call)}");
            }

            await call.Terminal.Output.WriteLineAsync(JsonSerializer.Serialize(UserExportDocument.From(export with { User = call.Shown(export.User) }), CommandJson.Default.UserExportDocument));
            return ExitCode.Done;
        }));
    }

    public static Command Delete(CommandFactory commands)
    {
        var user = new UserInput();
        var yes = Inputs.Yes();
        return user.AddTo(commands.Create("delete", "Delete a user with profile, picture, phone number and sessions. A later login creates a new user.", RunAsync, yes));

        async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
        {
            var key = user.Key(call);
            var users = call.Service<UserOperations>();
            if (await users.FindPictureOutOfReachAsync(key, cancellationToken) is { } picture)
            {
                return call.WrongUsage($"{key} has the picture {picture}. To remove it too, pass --stack or {GlobalOptions.AvatarsBucketName}. Nothing was changed.");
            }

            if (call.Ask($"Delete {key} and all data about them? This cannot be undone.", yes) is { } refused)
            {
                return refused;
            }

            return await users.DeleteAsync(key, cancellationToken) is { } deleted
                ? call.Show(deleted, CommandJson.Default.DeletedDocument, deleted.Deleted
                    ? $"Deleted {key} and ended {deleted.SessionsEnded} sessions."
                    : $"{key} was deleted before. Ended {deleted.SessionsEnded} sessions that the deletion had left.")
                : call.Fail($"User not found: {key}");
        }
    }
}
