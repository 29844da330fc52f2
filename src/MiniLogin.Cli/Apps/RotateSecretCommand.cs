using System.CommandLine;
using MiniLogin.Account;
using MiniLogin.Apps;

namespace MiniLogin.Cli.Apps;

/// <summary><c>minilogin apps rotate-secret</c></summary>
internal static class RotateSecretCommand
{
    public static Command Create(CommandFactory commands)
    {
        var appId = Inputs.AppId();
        var yes = Inputs.Yes();
        return commands.Create("rotate-secret", "Replace an app's AppSecret after it was reset at WeChat. Reads it from stdin, or prompts for it. Nobody is logged out.", RunAsync, appId, yes);

        async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
        {
            var id = call.Value(appId);
            if (call.Ask($"Replace the AppSecret of {id}?", yes) is { } refused)
            {
                return refused;
            }

            if (await call.Service<AppTable>().FindAsync(id, consistent: true, cancellationToken) is not { } row)
            {
                return call.Fail($"{id} is not registered. To see all apps, run: minilogin apps list");
            }

            if (SecretInput.Read(call) is not { } secret)
            {
                return ExitCode.Usage;
            }

            var vault = call.Service<AppVault>();
            var (credentials, keyId) = await vault.DecryptAsync(row, cancellationToken);
            return await vault.ReplaceAsync(row, KeyRotation.WithSecret(credentials, secret), call.KeyId ?? keyId, cancellationToken)
                ? call.Show(AppDocument.From(row), CommandJson.Default.AppDocument, $"Replaced the AppSecret of {id}. This takes effect within a minute. Run 'minilogin doctor' to check it with WeChat.")
                : call.Fail($"Another command changed the credentials of {id} at the same time. Nothing was changed. Run the command again.");
        }
    }
}
