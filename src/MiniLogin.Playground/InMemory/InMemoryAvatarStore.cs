using System.Collections.Concurrent;
using MiniLogin.Account.Avatars;

namespace MiniLogin.Playground.InMemory;

internal sealed class InMemoryAvatarStore(TimeProvider clock) : IAvatarStore
{
    private readonly ConcurrentDictionary<AvatarName, (ReadOnlyMemory<byte> Content, DateTimeOffset StoredAt)> _pictures = new();

    public Task<bool> CreateAsync(AvatarName name, ReadOnlyMemory<byte> picture, CancellationToken cancellationToken) =>
        Task.FromResult(_pictures.TryAdd(name, (picture.ToArray(), clock.GetUtcNow())));

    public Task<ReadOnlyMemory<byte>?> FindAsync(AvatarName name, CancellationToken cancellationToken) =>
        Task.FromResult(_pictures.TryGetValue(name, out var picture) ? picture.Content : (ReadOnlyMemory<byte>?)null);

    public Task RemoveAsync(AvatarName name, CancellationToken cancellationToken)
    {
        _pictures.TryRemove(name, out _);
        return Task.CompletedTask;
    }

    public IAsyncEnumerable<AvatarName> ListAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        _pictures.Where(p => p.Value.StoredAt < before).Select(p => p.Key).ToArray().ToAsyncEnumerable();
}
