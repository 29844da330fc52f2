namespace MiniLogin.Apps;

/// <summary>256 random bits with the id under which what they made can be recognised.</summary>
public sealed class SecretKey
{
    public const int Size = 32;

    /// <exception cref="ArgumentException">The id is not 1 to 32 characters, or the key is not 32 bytes.</exception>
    public SecretKey(string id, ReadOnlyMemory<byte> bytes)
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
    }

    public string Id { get; }

    internal ReadOnlyMemory<byte> Bytes { get; }

    public override string ToString() => Id;
}
