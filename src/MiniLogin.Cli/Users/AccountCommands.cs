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

            await call.Terminal.Output.WriteLineAsync(JsonSerializer.Serialize(UserExportDocument.From(export), CommandJson.Default.UserExportDocument));
            return ExitCode.Done;
        }));
    }

    public static Command Delete(CommandFactory commands)
    {
        var user = new UserInput();
        var yes = Inputs.Yes();
        return user.AddTo(commands.Create("delete", "Delete a user with profile, phone number and sessions. A later login creates a new user.", RunAsync, yes));

        async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
        {
            var key = user.Key(call);
            if (call.Ask($"Delete {key} and all data about them? This cannot be undone.", yes) is { } refused)
            {
                return refused;
            }

            // This also completes an earlier deletion that failed halfway.
            return await call.Service<AccountService>().DeleteAsync(key, cancellationToken)
                ? call.Show(new(key.ToString(), true), CommandJson.Default.DeletedDocument, $"Deleted {key}.")
                : call.Fail($"User not found: {key}");
        }
    }
}
