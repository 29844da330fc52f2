using MiniLogin.WeChat;

namespace MiniLogin.Playground.InMemory;

internal sealed class InMemoryAccessTokenStore : IAccessTokenStore
{
    private readonly Dictionary<string, SealedAccessToken> _tokens = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    public Task<SealedAccessToken?> FindAsync(string appId, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(_tokens.GetValueOrDefault(appId));
        }
    }

    public Task<bool> ReplaceAsync(string appId, SealedAccessToken? asRead, SealedAccessToken token, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(_tokens.GetValueOrDefault(appId), asRead))
            {
                return Task.FromResult(false);
            }

            _tokens[appId] = token;
            return Task.FromResult(true);
        }
    }
}
