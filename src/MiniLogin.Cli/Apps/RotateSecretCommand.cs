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
        const string Description = "Replace an app's AppSecret, or the Secret of a WeCom app, after it was reset at WeChat or WeCom. Reads it from stdin, or prompts for it, and tries it there before anything is changed. Nobody is logged out.";
        return commands.Create("rotate-secret", Description, RunAsync, appId, yes);

        async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
        {
            var id = call.Value(appId);
            if (call.RefuseIfNobodyAnswers(yes) is { } cannotAsk)
            {
                return cannotAsk;
            }

            // All that can fail comes before the prompt: the AppSecret may be reset while the command waits at it.
            if (await call.Service<AppTable>().FindAsync(id, consistent: true, cancellationToken) is not { } row)
            {
                return call.NotRegistered(id);
            }

            if (row.App.Kind == AppKind.Authorizer)
            {
                return call.Fail($"{id} is the mini program of a merchant, which has no secret here. To replace those of the third-party platform, run: {call.CommandLine("component set --app-id APPID")}");
            }

            var vault = call.Service<AppVault>();
            var (credentials, keyId) = await vault.DecryptAsync(row, cancellationToken);
            if (SecretInput.Read(call, row.App.Kind) is not { } secret)
            {
                return ExitCode.Usage;
            }

            if (!await SecretTrial.PassesAsync(call, row.App, secret, cancellationToken))
            {
                return ExitCode.Failed;
            }

            if (call.Ask($"Replace the {SecretInput.NameOf(row.App.Kind)} of {id}?", yes) is { } refused)
            {
                return refused;
            }

            return await vault.ReplaceAsync(row, KeyRotation.WithSecret(credentials, secret), call.KeyId ?? keyId, cancellationToken)
                ? call.Show(AppDocument.From(row), CommandJson.Default.AppDocument, $"Replaced the {SecretInput.NameOf(row.App.Kind)} of {id}. This takes effect within a minute.")
                : call.Fail($"Another command changed the credentials of {id} at the same time. Nothing was changed. Run the command again.");
        }
    }
}
