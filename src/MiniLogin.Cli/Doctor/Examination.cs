using Amazon.DynamoDBv2;
using Amazon.Runtime;
using MiniLogin.Apps;
using MiniLogin.Cli.Apps;
using MiniLogin.Secrets;
using MiniLogin.Users;

namespace MiniLogin.Cli.Doctor;

/// <summary>Runs all checks in sequence; a failed check does not stop the next ones.</summary>
internal sealed class Examination(CommandCall call)
{
    private readonly List<Finding> _findings = [];

    public async Task<IReadOnlyList<Finding>> RunAsync(AppId? appId, CancellationToken cancellationToken)
    {
        _findings.Add(Stack(call.Service<CommandTarget>()));
        var tables = new TableChecks(call.Service<IAmazonDynamoDB>());
        foreach (var table in MiniLoginTable.All(call.Service<MiniLoginOptions>()))
        {
            _findings.AddRange(await tables.RunAsync(table, cancellationToken));
        }

        var apps = new List<(App App, AppCredentials Credentials)>();
        foreach (var row in await AppsAsync(appId, cancellationToken))
        {
            if (await DecryptAsync(row, cancellationToken) is { } credentials)
            {
                apps.Add((row.App, credentials));
            }
        }

        await AskWeChatAsync([.. apps.Where(a => a.App.Kind == AppKind.MiniProgram).Select(a => (a.App.AppId, a.Credentials))], cancellationToken);
        foreach (var (app, credentials) in apps.Where(a => a.App.Kind == AppKind.WeCom))
        {
            var (token, code) = await call.Service<WeChatProbe>().AskWeComAsync(app, credentials.AppSecret, cancellationToken);
            _findings.AddRange(WeComChecks.Run(app.AppId, token, code));
        }

        _findings.AddRange(await new ComponentChecks(call).RunAsync([.. apps.Where(a => a.App.Kind == AppKind.Authorizer).Select(a => a.App)], cancellationToken));
        _findings.AddRange(await new UnionIdChecks(call.Service<IUserStore>(), call.Service<TimeProvider>()).RunAsync([.. apps.Select(a => a.App.AppId)], cancellationToken));
        return _findings;
    }

    private static Finding Stack(CommandTarget target)
    {
        var where = target.Region ?? "local endpoints";
        return target.Stack is null ? Finding.Ok("Stack", $"{where}; no stack is named, so names come from options, environment variables and defaults")
            : target.Overriding.Count == 0 ? Finding.Ok("Stack", $"{target.Stack} in {where}")
            : Finding.Warning("Stack", $"{target.Stack} in {where}, but {string.Join(", ", target.Overriding)} override its values", "Unset these environment variables.");
    }

    private async Task<IReadOnlyList<AppRow>> AppsAsync(AppId? appId, CancellationToken cancellationToken)
    {
        try
        {
            var rows = await call.Service<AppTable>().ListAsync(cancellationToken);
            rows = [.. rows.Where(r => appId is null || r.App.AppId == appId)];
            if (rows.Count == 0)
            {
                _findings.Add(appId is null
                    ? Finding.Warning("Apps", "no app is registered", "Run: minilogin apps add APPID --name NAME")
                    : Finding.Failed($"App {appId}", "is not registered", $"Run: minilogin apps add {appId} --name NAME"));
            }

            return rows;
        }
        catch (Exception e) when (e is StoreUnavailableException or AmazonServiceException)
        {
            // The table check has reported the reason.
            return [];
        }
    }

    private async Task<AppCredentials?> DecryptAsync(AppRow row, CancellationToken cancellationToken)
    {
        var check = $"Credentials of {row.App.AppId}";
        try
        {
            var (credentials, _) = await call.Service<AppVault>().DecryptAsync(row, cancellationToken);
            _findings.Add(row.App.Enabled
                ? Finding.Ok(check, $"decrypted; token keys: {credentials.TokenKeys.Count}, data keys: {credentials.DataKeys.Count}")
                : Finding.Warning(check, "decrypted, but the app is disabled", $"Run: minilogin apps enable {row.App.AppId}"));
            return credentials;
        }
        catch (StoreUnavailableException e)
        {
            _findings.Add(Finding.Unreachable(check, $"KMS is unreachable: {(e.InnerException ?? e).Message}", "Check the network, --region and the AWS status page."));
        }
        catch (AmazonServiceException e)
        {
            _findings.Add(Finding.Failed(check, $"KMS cannot decrypt them: {e.ErrorCode}", "Check that the KMS key is enabled, that you have kms:Decrypt, and that the row was not copied from another app or region."));
        }
        catch (InvalidOperationException e)
        {
            _findings.Add(Finding.Failed(check, e.Message, "Delete the row and add the app again. Its users must log in again."));
        }

        return null;
    }

    private async Task AskWeChatAsync(List<(AppId AppId, AppCredentials Credentials)> apps, CancellationToken cancellationToken)
    {
        var probe = call.Service<WeChatProbe>();
        var firstId = apps.Count > 0 ? apps[0].AppId : null;
        var firstSecret = apps.Count > 0 ? apps[0].Credentials.AppSecret : "";
        var answers = new List<HostAnswer>();
        foreach (var host in call.WeChatUrls is { Count: > 0 } named ? named : probe.Hosts)
        {
            answers.Add(await probe.AskAsync(host, firstId, firstSecret, cancellationToken));
        }

        var answering = answers.FirstOrDefault(a => a.Failure is null);
        _findings.AddRange(answers.Select(a => WeChatChecks.Host(a, answering is not null)));
        foreach (var (appId, credentials) in apps)
        {
            var answer = appId == firstId || answering is null ? answering : await probe.AskAsync(answering.Host, appId, credentials.AppSecret, cancellationToken);
            _findings.Add(WeChatChecks.Credentials(appId, answer));
        }

        _findings.Add(WeChatChecks.Clock(answers.FirstOrDefault(a => a.Date is not null)));
    }
}
