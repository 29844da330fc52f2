using System.CommandLine;
using System.Text.Json;
using MiniLogin.Account;
using MiniLogin.Account.Avatars;
using MiniLogin.Users;

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
            if (!call.Service<AvatarService>().IsOn && await call.Service<IUserStore>().FindAsync(key, cancellationToken) is { AvatarName: { } picture })
            {
                return call.WrongUsage($"{key} has the picture {picture}. To remove it too, pass --stack or {GlobalOptions.AvatarsBucketName}. Nothing was changed.");
            }

            if (call.Ask($"Delete {key} and all data about them? This cannot be undone.", yes) is { } refused)
            {
                return refused;
            }

            return await call.Service<AccountService>().DeleteAsync(key, cancellationToken) switch
            {
                { WasUser: true } deletion => Show(deletion, $"Deleted {key} and ended {deletion.SessionsEnded} sessions."),
                { SessionsEnded: > 0 } deletion => Show(deletion, $"{key} was deleted before. Ended {deletion.SessionsEnded} sessions that the deletion had left."),
                _ => call.Fail($"User not found: {key}"),
            };

            int Show(Deletion deletion, string sentence) => call.Show(new(key.ToString(), deletion.WasUser, deletion.SessionsEnded), CommandJson.Default.DeletedDocument, sentence);
        }
    }
}
