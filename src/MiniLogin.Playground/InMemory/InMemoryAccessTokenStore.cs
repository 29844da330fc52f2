using MiniLogin.Apps;
using MiniLogin.WeChat;

namespace MiniLogin.Playground.InMemory;

internal sealed class InMemoryAccessTokenStore : IAccessTokenStore
{
    private readonly Dictionary<AppId, SealedAccessToken> _tokens = [];
    private readonly Lock _lock = new();

    public Task<SealedAccessToken?> FindAsync(AppId appId, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(_tokens.GetValueOrDefault(appId));
        }
    }

    /// <summary>Replaces the token, whichever it is; null removes it.</summary>
    public void Set(AppId appId, SealedAccessToken? token)
    {
        lock (_lock)
        {
            if (token is null)
            {
                _tokens.Remove(appId);
            }
            else
            {
                _tokens[appId] = token;
            }
        }
    }

    public Task<bool> ReplaceAsync(AppId appId, SealedAccessToken? asRead, SealedAccessToken token, CancellationToken cancellationToken)
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
