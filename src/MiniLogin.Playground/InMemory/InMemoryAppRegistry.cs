using System.Collections.Concurrent;
using MiniLogin.Apps;
using MiniLogin.Secrets;

namespace MiniLogin.Playground.InMemory;

/// <summary>Apps that live as long as the process: for local use and tests.</summary>
internal sealed class InMemoryAppRegistry : IAppRegistry
{
    private readonly ConcurrentDictionary<AppId, (App App, AppCredentials Credentials)> _apps = new();

    /// <summary>Registers the app, or replaces it.</summary>
    public void Register(App app, AppCredentials credentials) => _apps[app.AppId] = (app, credentials);

    public ValueTask<App?> FindAsync(AppId appId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_apps.TryGetValue(appId, out var found) ? found.App : null);

    public ValueTask<AppCredentials> OpenCredentialsAsync(App app, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_apps[app.AppId].Credentials);
}
