namespace MiniLogin.Apps;

/// <summary>256 random bits with the id under which what they made can be recognised.</summary>
public sealed class SecretKey
{
    public const int Size = 32;

    /// <param name="activeAt">From when on it is used; before that it is only published. Null: since ever.</param>
    /// <exception cref="ArgumentException">The id is not 1 to 32 characters, or the key is not 32 bytes.</exception>
    public SecretKey(string id, ReadOnlyMemory<byte> bytes, DateTimeOffset? activeAt = null)
    {
        if (id is not { Length: > 0 and <= 32 })
        {
            throw new ArgumentException("A key id has 1 to 32 characters.", nameof(id));
        }

        if (bytes.Length != Size)
        {
            throw new ArgumentException($"Key {id} must have {Size} bytes.", nameof(bytes));
        }

        Id = id;
        Bytes = bytes;
        ActiveAt = activeAt;
    }

    public string Id { get; }

    public DateTimeOffset? ActiveAt { get; }

    internal ReadOnlyMemory<byte> Bytes { get; }

    public override string ToString() => Id;
}
