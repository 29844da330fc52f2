namespace MiniLogin.Avatars;

/// <summary>Where users' pictures are kept.</summary>
/// <exception cref="StoreUnavailableException">From every method: nothing is known of the call.</exception>
internal interface IAvatarStore
{
    /// <summary>Keeps a picture under a name that is free; false when it is taken, by this picture as names are.</summary>
    Task<bool> CreateAsync(AvatarName name, ReadOnlyMemory<byte> picture, CancellationToken cancellationToken);

    /// <summary>The picture; null when there is none of this name.</summary>
    Task<ReadOnlyMemory<byte>?> FindAsync(AvatarName name, CancellationToken cancellationToken);

    /// <summary>Removes the picture, if it is there.</summary>
    Task RemoveAsync(AvatarName name, CancellationToken cancellationToken);
}
