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
        var name = new Option<string>("--name") { Description = "Your own name for it.", HelpName = "NAME", Required = true };
        name.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.Tokens[0].Value.Trim() is not { Length: > 0 and <= MaxName })
            {
                result.AddError($"--name must be 1 to {MaxName} characters.");
            }
        });
        return commands.Create("add", "Registers an app with new keys of its own. Its AppSecret is read from standard input, or asked for.", RunAsync, appId, name);

        async Task<int> RunAsync(Call call, CancellationToken cancellationToken)
        {
            if (call.KeyId is not { } keyId)
            {
                return call.WrongUsage($"{GlobalOptions.KeyIdName} is missing: the KMS key to encrypt the credentials with, the stack's output AppCredentialsKeyId.");
            }

            var app = new App(call.Value(appId), call.Value(name)!.Trim(), Enabled: true);
            if (SecretInput.Read(call) is not { } secret)
            {
                return ExitCode.Usage;
            }

            var now = call.Now.Floor();
            return await call.Service<AppVault>().AddAsync(app, KeyRotation.First(secret), keyId, now, cancellationToken)
                ? call.Show(new AppDocument(app.AppId.ToString(), app.Name, app.Enabled, now), CommandJson.Default.AppDocument, $"{app.AppId} is registered. 'minilogin doctor' tells whether WeChat takes its AppSecret.")
                : call.Fail($"{app.AppId} is registered already. Nothing was changed. For a new AppSecret: minilogin apps rotate-secret {app.AppId}");
        }
    }
}
