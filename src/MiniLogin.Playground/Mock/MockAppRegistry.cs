using System.Security.Cryptography;
using System.Text.RegularExpressions;
using MiniLogin.Apps;
using MiniLogin.Secrets;

namespace MiniLogin.Playground.Mock;

/// <summary>Every mini program is registered. Its token key is new at every login, so that a code can be used again.</summary>
internal sealed partial class MockAppRegistry : IAppRegistry
{
    private static readonly SecretKey DataKey = new("mock", RandomNumberGenerator.GetBytes(SecretKey.Size));

    public ValueTask<App?> FindAsync(string appId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(AppIdPattern().IsMatch(appId) ? new App(appId, "Mock", Enabled: true) : null);

    public ValueTask<AppCredentials> OpenCredentialsAsync(App app, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new AppCredentials("mock", [new("mock", RandomNumberGenerator.GetBytes(SecretKey.Size))], [DataKey]));

    [GeneratedRegex("^wx[0-9a-f]{16}$", RegexOptions.CultureInvariant)]
    private static partial Regex AppIdPattern();
}
