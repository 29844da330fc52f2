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
        return commands.Create("rotate-secret", "Replaces an app's AppSecret by the one that WeChat made anew. It is read from standard input, or asked for. No one is logged out.", RunAsync, appId, yes);

        async Task<int> RunAsync(Call call, CancellationToken cancellationToken)
        {
            var id = call.Value(appId);
            if (call.Ask($"Replace the AppSecret of {id}?", yes) is { } refused)
            {
                return refused;
            }

            if (await call.Service<AppTable>().FindAsync(id, consistent: true, cancellationToken) is not { } row)
            {
                return call.Fail($"{id} is not registered.");
            }

            if (SecretInput.Read(call) is not { } secret)
            {
                return ExitCode.Usage;
            }

            var vault = call.Service<AppVault>();
            var (credentials, keyId) = await vault.OpenAsync(row, cancellationToken);
            return await vault.ReplaceAsync(row, KeyRotation.WithSecret(credentials, secret), call.KeyId ?? keyId, cancellationToken)
                ? call.Show(AppDocument.Of(row), CommandJson.Default.AppDocument, $"{id} has its new AppSecret; everywhere within a minute. 'minilogin doctor' tells whether WeChat takes it.")
                : call.Fail($"The credentials of {id} were changed by somebody else meanwhile. Nothing was changed here; run it again.");
        }
    }
}
