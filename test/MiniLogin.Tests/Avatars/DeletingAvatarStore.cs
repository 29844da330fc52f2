using MiniLogin.Account.Avatars;
using MiniLogin.Playground.InMemory;

namespace MiniLogin.Tests.Avatars;

/// <summary>Runs a callback just after a picture was stored.</summary>
internal sealed class DeletingAvatarStore : IAvatarStore
{
    private readonly InMemoryAvatarStore _inner = new(TimeProvider.System);

    public Func<Task>? WhenCreated { get; set; }

    public List<AvatarName> Names { get; } = [];

    public async Task<bool> CreateAsync(AvatarName name, ReadOnlyMemory<byte> picture, CancellationToken cancellationToken)
    {
        Names.Add(name);
        var created = await _inner.CreateAsync(name, picture, cancellationToken);
        await (WhenCreated?.Invoke() ?? Task.CompletedTask);
        return created;
    }

    public Task<ReadOnlyMemory<byte>?> FindAsync(AvatarName name, CancellationToken cancellationToken) => _inner.FindAsync(name, cancellationToken);

    public Task RemoveAsync(AvatarName name, CancellationToken cancellationToken)
    {
        Names.Remove(name);
        return _inner.RemoveAsync(name, cancellationToken);
    }

    public IAsyncEnumerable<AvatarName> ListAsync(DateTimeOffset before, CancellationToken cancellationToken) => _inner.ListAsync(before, cancellationToken);
}
