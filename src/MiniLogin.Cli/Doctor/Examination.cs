using Amazon.DynamoDBv2;
using Amazon.Runtime;
using MiniLogin.Apps;
using MiniLogin.Cli.Apps;
using MiniLogin.Secrets;

namespace MiniLogin.Cli.Doctor;

/// <summary>All checks, one after another; what one finds does not keep the next from looking.</summary>
internal sealed class Examination(Call call)
{
    private readonly List<Finding> _findings = [];

    public async Task<IReadOnlyList<Finding>> RunAsync(AppId? appId, CancellationToken cancellationToken)
    {
        var tables = new TableChecks(call.Service<IAmazonDynamoDB>());
        foreach (var table in MiniLoginTable.All(call.Service<MiniLoginOptions>()))
        {
            _findings.AddRange(await tables.RunAsync(table, cancellationToken));
        }

        var apps = new List<(AppId AppId, AppCredentials Credentials)>();
        foreach (var row in await AppsAsync(appId, cancellationToken))
        {
            if (await OpenAsync(row, cancellationToken) is { } credentials)
            {
                apps.Add((row.App.AppId, credentials));
            }
        }

        await AskWeChatAsync(apps, cancellationToken);
        return _findings;
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
                    ? Finding.Warning("Apps", "none is registered", "minilogin apps add APPID --name NAME")
                    : Finding.Failed($"App {appId}", "is not registered", $"minilogin apps add {appId} --name NAME"));
            }

            return rows;
        }
        catch (Exception e) when (e is StoreUnavailableException or AmazonServiceException)
        {
            // The check of its table has said why.
            return [];
        }
    }

    private async Task<AppCredentials?> OpenAsync(AppRow row, CancellationToken cancellationToken)
    {
        var check = $"Credentials of {row.App.AppId}";
        try
        {
            var (credentials, _) = await call.Service<AppVault>().OpenAsync(row, cancellationToken);
            _findings.Add(row.App.Enabled
                ? Finding.Ok(check, $"open; {credentials.TokenKeys.Count} token and {credentials.DataKeys.Count} data keys")
                : Finding.Warning(check, "open, but the app is disabled", $"minilogin apps enable {row.App.AppId}"));
            return credentials;
        }
        catch (StoreUnavailableException e)
        {
            _findings.Add(Finding.Unreachable(check, $"KMS does not answer: {(e.InnerException ?? e).Message}", "Look at the network, --region, and AWS's status."));
        }
        catch (AmazonServiceException e)
        {
            _findings.Add(Finding.Failed(check, $"KMS does not open them: {e.ErrorCode}", "The key may be disabled or to be deleted, kms:Decrypt may be missing, or the row was copied from another app or region."));
        }
        catch (InvalidOperationException e)
        {
            _findings.Add(Finding.Failed(check, e.Message, "Remove the row and add the app again; its users log in anew."));
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
