using System.CommandLine;
using System.Text.Json;
using MiniLogin.Account;

namespace MiniLogin.Cli.Users;

/// <summary>What users may ask for by law: <c>users export</c> and <c>users delete</c>.</summary>
internal static class AccountCommands
{
    public static Command Export(CommandFactory commands)
    {
        var user = new UserInput();
        return user.AddTo(commands.Create("export", "Writes what is held about a user, their phone number too, as JSON.", async (call, cancellationToken) =>
        {
            if (await call.Service<AccountService>().ExportAsync(user.Key(call), cancellationToken) is not { } export)
            {
                return call.Fail($"There is no user {user.Key(call)}.");
            }

            await call.Terminal.Output.WriteLineAsync(JsonSerializer.Serialize(UserExportDocument.Of(export), CommandJson.Default.UserExportDocument));
            return ExitCode.Done;
        }));
    }

    public static Command Delete(CommandFactory commands)
    {
        var user = new UserInput();
        var yes = Inputs.Yes();
        return user.AddTo(commands.Create("delete", "Deletes a user with profile, phone number and sessions. A later login is a new user.", RunAsync, yes));

        async Task<int> RunAsync(Call call, CancellationToken cancellationToken)
        {
            var key = user.Key(call);
            if (call.Ask($"Delete {key} and all that is held about them?", yes) is { } refused)
            {
                return refused;
            }

            // It also ends what an earlier deletion that broke off has left.
            return await call.Service<AccountService>().DeleteAsync(key, cancellationToken)
                ? call.Show(new(key.ToString(), true), CommandJson.Default.DeletedDocument, $"{key} is deleted.")
                : call.Fail($"There is no user {key}.");
        }
    }
}
