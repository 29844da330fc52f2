using System.CommandLine;
using MiniLogin.Apps;
using MiniLogin.WeChat;
using MiniLogin.WeChat.ThirdParty;

namespace MiniLogin.Cli.Components;

/// <summary><c>minilogin component reconcile</c></summary>
internal static class ReconcileCommand
{
    /// <summary>Far more than a platform may have; a bound for a list that never ends.</summary>
    private const int MaxMerchants = 100_000;

    public static Command Create(CommandFactory commands)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would be changed, and change nothing." };
        return commands.Create("reconcile", "Add, enable and disable the apps of merchants as WeChat's list of authorizers says, because pushes get lost. Must run at an address on the platform's IP list.", RunAsync, dryRun);

        async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
        {
            if (await call.Service<DynamoDBComponentStore>().FindAsync(cancellationToken) is not { } component)
            {
                return ComponentCommand.NotConfigured(call);
            }

            // Events that come from now on are newer than the list.
            var at = call.Now.Floor();
            var listed = new Dictionary<AppId, string>();
            if (await ListAsync(call, component, listed, cancellationToken) is { } failure)
            {
                return call.Fail($"WeChat's list of authorizers could not be read: {ComponentCommand.Explain(failure)}. Nothing was changed.");
            }

            var rows = (await call.Service<AppTable>().ListAsync(cancellationToken)).ToDictionary(row => row.App.AppId);
            var run = new Run(call, at, call.Value(dryRun));
            foreach (var (appId, refreshToken) in listed.OrderBy(each => each.Key.ToString(), StringComparer.Ordinal))
            {
                await run.ListedAsync(appId, refreshToken, rows.GetValueOrDefault(appId), cancellationToken);
            }

            foreach (var row in rows.Values.Where(row => row.App.Kind == AppKind.Authorizer && !listed.ContainsKey(row.App.AppId)))
            {
                await run.UnlistedAsync(row, cancellationToken);
            }

            var document = run.ToDocument(listed.Count);
            var exitCode = call.Show(document, CommandJson.Default.ReconciledDocument, $"{(call.Value(dryRun) ? "Would change" : "Changed")} of {listed.Count} listed merchants: added {document.Added.Count}, enabled {document.Enabled.Count}, disabled {document.Disabled.Count}. Failed: {document.Failed.Count}.");
            return document.Failed.Count > 0 ? ExitCode.Failed : exitCode;
        }
    }

    private static async Task<WeChatFailure?> ListAsync(CommandCall call, Component component, Dictionary<AppId, string> listed, CancellationToken cancellationToken)
    {
        for (var offset = 0; offset < MaxMerchants; offset += ComponentClient.PageSize)
        {
            var reply = await call.Service<ComponentClient>().ListAsync(component.AppId, offset, cancellationToken);
            if (reply is not WeChatReply<AuthorizerListAnswer>.Good { Answer: var page })
            {
                return ((WeChatReply<AuthorizerListAnswer>.Failed)reply).Failure;
            }

            if (page.Merchants is not { } merchants || page.Total is not { } total)
            {
                return new WeChatFailure.Unavailable();
            }

            foreach (var merchant in merchants)
            {
                if (AppId.TryParse(merchant.AppId, out var appId) && appId.CorpId is null && merchant.RefreshToken is { Length: > 0 } refreshToken)
                {
                    listed[appId] = refreshToken;
                }
            }

            if (offset + ComponentClient.PageSize >= total || merchants.Count == 0)
            {
                return null;
            }
        }

        return new WeChatFailure.Unavailable();
    }

    private sealed class Run(CommandCall call, DateTimeOffset at, bool isDry)
    {
        private readonly List<string> _added = [];
        private readonly List<string> _enabled = [];
        private readonly List<string> _disabled = [];
        private readonly List<string> _failed = [];

        public async Task ListedAsync(AppId appId, string refreshToken, AppRow? row, CancellationToken cancellationToken)
        {
            if (row is { App.Kind: not AppKind.Authorizer })
            {
                Fail(appId, "it is registered with a secret of its own; nothing was changed");
            }
            else if (row is null || await IsDeauthorizedAsync(appId, cancellationToken))
            {
                if (isDry || Succeeded(appId, await call.Service<Authorizers>().AuthorizeByListAsync(appId, refreshToken, at, cancellationToken)))
                {
                    (row is null ? _added : _enabled).Add(appId.ToString());
                }
            }
        }

        /// <summary>The list may change while it is read, so WeChat is asked about each merchant that it lacks.</summary>
        public async Task UnlistedAsync(AppRow row, CancellationToken cancellationToken)
        {
            var appId = row.App.AppId;
            if (await IsDeauthorizedAsync(appId, cancellationToken))
            {
                return;
            }

            var info = await call.Service<ComponentClient>().GetInfoAsync(appId, cancellationToken);
            if (info is WeChatReply<AuthorizerInfoAnswer>.Failed { Failure: WeChatFailure.Misconfigured { ErrCode: ErrCodes.NotAuthorized } })
            {
                if (isDry || Succeeded(appId, await call.Service<Authorizers>().DeauthorizeAsync(appId, at, cancellationToken)))
                {
                    _disabled.Add(appId.ToString());
                }
            }
            else if (info is WeChatReply<AuthorizerInfoAnswer>.Failed { Failure: var failure })
            {
                Fail(appId, ComponentCommand.Explain(failure));
            }
        }

        public ReconciledDocument ToDocument(int listed) => new(isDry, listed, _added, _enabled, _disabled, _failed);

        /// <summary>What the operator disabled is not told from that by the app alone.</summary>
        private async Task<bool> IsDeauthorizedAsync(AppId appId, CancellationToken cancellationToken) =>
            await call.Service<IAuthorizerStore>().FindAsync(appId, cancellationToken) is { IsAuthorized: false };

        private bool Succeeded(AppId appId, AuthorizerChange change)
        {
            if (change is AuthorizerChange.Failed { Failure: var failure })
            {
                Fail(appId, ComponentCommand.Explain(failure));
            }

            return change is AuthorizerChange.Added or AuthorizerChange.Authorized or AuthorizerChange.Deauthorized;
        }

        private void Fail(AppId appId, string why)
        {
            _failed.Add(appId.ToString());
            call.Say($"{appId}: {why}.");
        }
    }
}

/// <param name="DryRun">Nothing was changed.</param>
/// <param name="Listed">The merchants in WeChat's list.</param>
internal sealed record ReconciledDocument(bool DryRun, int Listed, IReadOnlyList<string> Added, IReadOnlyList<string> Enabled, IReadOnlyList<string> Disabled, IReadOnlyList<string> Failed);
