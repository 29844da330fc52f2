using System.Collections.Concurrent;
using MiniLogin.Apps;
using MiniLogin.Secrets;

namespace MiniLogin.Playground.InMemory;

/// <summary>Keeps apps in memory until the process ends. For local use and tests.</summary>
internal sealed class InMemoryAppRegistry : IAppRegistry
{
    private readonly ConcurrentDictionary<AppId, (App App, AppCredentials Credentials)> _apps = new();

    /// <summary>Adds or replaces the app.</summary>
    public void Register(App app, AppCredentials credentials) => _apps[app.AppId] = (app, credentials);

    public App? Find(AppId appId) => _apps.TryGetValue(appId, out var found) ? found.App : null;

    public void SetEnabled(AppId appId, bool enabled) => _apps[appId] = (_apps[appId].App with { Enabled = enabled }, _apps[appId].Credentials);

    public ValueTask<App?> FindAsync(AppId appId, CancellationToken cancellationToken) => ValueTask.FromResult(Find(appId));

    public ValueTask<AppCredentials> OpenCredentialsAsync(App app, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_apps[app.AppId].Credentials);
}
