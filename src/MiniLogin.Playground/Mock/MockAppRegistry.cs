using System.Security.Cryptography;
using MiniLogin.Apps;
using MiniLogin.Secrets;

namespace MiniLogin.Playground.Mock;

/// <summary>Treats every AppID as registered. Returns a new token key for every login, so that a code can be used again.</summary>
internal sealed class MockAppRegistry : IAppRegistry
{
    private static readonly SecretKey DataKey = new("mock", RandomNumberGenerator.GetBytes(SecretKey.Size));

    public ValueTask<App?> FindAsync(AppId appId, CancellationToken cancellationToken) =>
        ValueTask.FromResult<App?>(new(appId, "Mock", Enabled: true, Kind: appId.CorpId is null ? AppKind.MiniProgram : AppKind.WeCom));

    public ValueTask<AppCredentials> OpenCredentialsAsync(App app, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new AppCredentials("mock", [new("mock", RandomNumberGenerator.GetBytes(SecretKey.Size))], [DataKey]));
}
