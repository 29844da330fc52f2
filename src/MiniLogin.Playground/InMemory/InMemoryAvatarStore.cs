using System.Collections.Concurrent;
using MiniLogin.Account.Avatars;

namespace MiniLogin.Playground.InMemory;

internal sealed class InMemoryAvatarStore : IAvatarStore
{
    private readonly ConcurrentDictionary<AvatarName, ReadOnlyMemory<byte>> _pictures = new();

    public Task<bool> CreateAsync(AvatarName name, ReadOnlyMemory<byte> picture, CancellationToken cancellationToken) =>
        Task.FromResult(_pictures.TryAdd(name, picture.ToArray()));

    public Task<ReadOnlyMemory<byte>?> FindAsync(AvatarName name, CancellationToken cancellationToken) =>
        Task.FromResult(_pictures.TryGetValue(name, out var picture) ? picture : (ReadOnlyMemory<byte>?)null);

    public Task RemoveAsync(AvatarName name, CancellationToken cancellationToken)
    {
        _pictures.TryRemove(name, out _);
        return Task.CompletedTask;
    }
}
