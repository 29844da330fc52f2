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
        var kind = new Option<string?>("--kind") { Description = $"Check that the app is of this kind: {AppDocument.MiniProgramKind}, or {AppKinds.WeCom} for an app of WeCom. The form of APPID decides.", HelpName = "KIND" };
        kind.AcceptOnlyFromAmong(AppDocument.MiniProgramKind, AppKinds.WeCom);
        var baseUrl = new Option<string?>("--base-url") { Description = "Call the WeCom of a private deployment at this https:// URL.", HelpName = "URL" };
        baseUrl.Validators.Add(result =>
        {
            if (result.GetValue(baseUrl) is { } url && !IsBaseUrl(url))
            {
                result.AddError("--base-url must be an https:// URL without a path.");
            }
        });
        var miniProgram = Inputs.MiniProgram("--mini-program", "Set the AppID of the mini program that is linked with the WeCom app. Without it, profiles that a login sends are ignored.");
        var link = Inputs.LinkByUnionId();
        return commands.Create("add", "Register an app with new keys. Reads its AppSecret, or the Secret of a WeCom app, from stdin, or prompts for it, and tries it at WeChat or WeCom.", RunAsync, appId, name, kind, baseUrl, miniProgram, link);

        async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
        {
            var id = call.Value(appId);
            var isWeCom = id.CorpId is not null;
            if (call.Value(kind) is { } wanted && wanted == AppKinds.WeCom != isWeCom)
            {
                return call.WrongUsage(isWeCom ? $"{id} is an app of WeCom: pass --kind {AppKinds.WeCom}, or omit --kind." : "An app of WeCom is registered as CORPID/AGENTID, for example ww0123456789abcdef/1000002.");
            }

            if (!isWeCom && (call.Value(baseUrl) is not null || call.Value(miniProgram) is not null))
            {
                return call.WrongUsage("--base-url and --mini-program are for apps of WeCom only.");
            }

            if (call.KeyId is not { } keyId)
            {
                return call.WrongUsage($"The KMS key that encrypts the credentials is not known. Pass --stack, or {GlobalOptions.KeyIdName} with the output AppCredentialsKeyId of the stack.");
            }

            var app = new App(id, call.Value(name)!.Trim(), Enabled: true, Kind: isWeCom ? AppKind.WeCom : AppKind.MiniProgram)
            {
                BaseUrl = call.Value(baseUrl) is { } url ? new(url) : null,
                MiniProgram = call.Value(miniProgram),
                LinksByUnionId = Inputs.IsOn(call.Value(link)),
            };
            if (SecretInput.Read(call, app.Kind) is not { } secret)
            {
                return ExitCode.Usage;
            }

            if (!await SecretTrial.PassesAsync(call, app, secret, cancellationToken))
            {
                return ExitCode.Failed;
            }

            var now = call.Now.Floor();
            var vault = call.Service<AppVault>();
            var credentials = KeyRotation.First(secret);
            if (app.LinksByUnionId)
            {
                credentials = KeyRotation.WithPersonKey(credentials, await vault.PersonKeyAsync(keyId, now, cancellationToken));
            }

            return await vault.AddAsync(app, credentials, keyId, now, cancellationToken)
                ? call.Show(AppDocument.From(app, now), CommandJson.Default.AppDocument, $"{app.AppId} is registered.{(isWeCom ? " Its logins also need the fixed address of the functions in the app's trusted IPs (企业可信IP) in WeCom's console." : "")}")
                : call.Fail($"{app.AppId} is already registered. Nothing was changed. To replace its {SecretInput.NameOf(app.Kind)}, run: {call.CommandLine($"apps rotate-secret {app.AppId}")}");
        }
    }

    private static bool IsBaseUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "https", PathAndQuery: "/", UserInfo: "", Fragment: "" };
}
