using MiniLogin.WeChat;
using MiniLogin.WeChat.ThirdParty;

namespace MiniLogin.Playground.InMemory;

internal sealed class InMemoryComponentStore : IComponentStore
{
    private readonly Lock _lock = new();
    private SealedTicket? _ticket;
    private SealedAccessToken? _token;
    private DateTimeOffset _lease;

    /// <summary>Null: there is no platform.</summary>
    public Component? Component { get; set; }

    public Task<Component?> FindAsync(CancellationToken cancellationToken) => Task.FromResult(Component);

    public Task<SealedTicket?> FindTicketAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(_ticket);
        }
    }

    public Task<bool> SaveTicketAsync(SealedTicket ticket, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var isNewer = _ticket is null || _ticket.CreatedAt < ticket.CreatedAt;
            _ticket = isNewer ? ticket : _ticket;
            return Task.FromResult(isNewer);
        }
    }

    public Task<SealedAccessToken?> FindTokenAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(_token);
        }
    }

    public Task<bool> TryLeaseAsync(SealedAccessToken? asRead, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var isFree = _lease <= now && ReferenceEquals(_token, asRead);
            _lease = isFree ? until : _lease;
            return Task.FromResult(isFree);
        }
    }

    public Task<bool> SaveTokenAsync(SealedAccessToken token, DateTimeOffset lease, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_lease != lease)
            {
                return Task.FromResult(false);
            }

            (_token, _lease) = (token, default);
            return Task.FromResult(true);
        }
    }
}
