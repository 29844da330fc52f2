using MiniLogin.Apps;
using MiniLogin.Secrets;
using MiniLogin.WeChat;
using MiniLogin.WeChat.ThirdParty;

namespace MiniLogin.Playground.InMemory;

/// <summary>Adds and changes apps of merchants in the registry in memory. A disabled app is one whose merchant has left.</summary>
internal sealed class InMemoryAuthorizerStore(InMemoryAppRegistry apps, InMemoryAccessTokenStore tokens) : IAuthorizerStore
{
    private readonly Dictionary<AppId, DateTimeOffset> _changedAt = [];
    private readonly Lock _lock = new();

    public Task<AuthorizerState?> FindAsync(AppId appId, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(apps.Find(appId) is { } app
                ? new AuthorizerState(app.Kind == AppKind.Authorizer, app.Enabled, _changedAt.TryGetValue(appId, out var at) ? at : null)
                : null);
        }
    }

    public Task<bool> AddAsync(Component component, App app, AppCredentials credentials, SealedAccessToken issued, DateTimeOffset at, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (apps.Find(app.AppId) is not null)
            {
                return Task.FromResult(false);
            }

            apps.Register(app, credentials);
            tokens.Set(app.AppId, issued);
            _changedAt[app.AppId] = at;
            return Task.FromResult(true);
        }
    }

    public Task<bool> AuthorizeAsync(AppId appId, SealedAccessToken issued, DateTimeOffset at, CancellationToken cancellationToken) =>
        Task.FromResult(Change(appId, enabled: true, issued, at, changedAt => changedAt < at));

    public Task<bool> DeauthorizeAsync(AppId appId, DateTimeOffset at, CancellationToken cancellationToken) =>
        Task.FromResult(Change(appId, enabled: false, null, at, changedAt => changedAt <= at));

    private bool Change(AppId appId, bool enabled, SealedAccessToken? issued, DateTimeOffset at, Func<DateTimeOffset, bool> isBefore)
    {
        lock (_lock)
        {
            if (apps.Find(appId) is not { Kind: AppKind.Authorizer } || !isBefore(_changedAt.GetValueOrDefault(appId)))
            {
                return false;
            }

            apps.SetEnabled(appId, enabled);
            tokens.Set(appId, issued);
            _changedAt[appId] = at;
            return true;
        }
    }
}
