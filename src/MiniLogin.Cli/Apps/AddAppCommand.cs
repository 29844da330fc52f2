using System.CommandLine;
using MiniLogin.Account;
using MiniLogin.Apps;

namespace MiniLogin.Cli.Apps;

/// <summary><c>minilogin apps add</c></summary>
internal static class AddAppCommand
{
    private const int MaxName = 64;

    public static Command Create(CommandFactory commands)
    {
        var appId = Inputs.AppId();
        var name = new Option<string>("--name") { Description = $"Set the display name of the app: 1 to {MaxName} characters.", HelpName = "NAME", Required = true };
        name.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.Tokens[0].Value.Trim() is not { Length: > 0 and <= MaxName })
            {
                result.AddError($"--name must have 1 to {MaxName} characters.");
            }
        });
        return commands.Create("add", "Register an app with new keys. Reads its AppSecret from stdin, or prompts for it, and tries it at WeChat.", RunAsync, appId, name);

        async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
        {
            if (call.KeyId is not { } keyId)
            {
                return call.WrongUsage($"The KMS key that encrypts the credentials is not known. Pass --stack, or {GlobalOptions.KeyIdName} with the output AppCredentialsKeyId of the stack.");
            }

            var app = new App(call.Value(appId), call.Value(name)!.Trim(), Enabled: true);
            if (SecretInput.Read(call) is not { } secret)
            {
                return ExitCode.Usage;
            }

            if (!await SecretTrial.PassesAsync(call, app.AppId, secret, cancellationToken))
            {
                return ExitCode.Failed;
            }

            var now = call.Now.Floor();
            return await call.Service<AppVault>().AddAsync(app, KeyRotation.First(secret), keyId, now, cancellationToken)
                ? call.Show(new AppDocument(app.AppId.ToString(), app.Name, app.Enabled, now, null), CommandJson.Default.AppDocument, $"{app.AppId} is registered.")
                : call.Fail($"{app.AppId} is already registered. Nothing was changed. To replace its AppSecret, run: {call.CommandLine($"apps rotate-secret {app.AppId}")}");
        }
    }
}
