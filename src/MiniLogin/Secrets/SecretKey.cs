namespace MiniLogin.Secrets;

/// <summary>256 random bits with the id under which what they made can be recognised.</summary>
internal sealed class SecretKey
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

/// <summary>
/// Which of several keys is used when. A new key is published first and becomes current later, when everyone has read it;
/// from then on the one before it is superseded and only reads.
/// </summary>
internal static class KeySchedule
{
    /// <summary>Newest first; those without a time are the oldest, in the order given.</summary>
    public static SecretKey[] Sort(IEnumerable<SecretKey> keys) => [.. keys.OrderByDescending(Begin)];

    /// <summary>The newest key whose time has come; the oldest one when that of none has.</summary>
    public static SecretKey Current(IReadOnlyList<SecretKey> sorted, DateTimeOffset now) => sorted.FirstOrDefault(k => Begin(k) <= now) ?? sorted[^1];

    /// <summary>All but those that were superseded that long ago.</summary>
    public static IEnumerable<SecretKey> SupersededWithin(IReadOnlyList<SecretKey> sorted, TimeSpan time, DateTimeOffset now) =>
        sorted.Where((_, i) => i == 0 || now - Begin(sorted[i - 1]) < time);

    private static DateTimeOffset Begin(SecretKey key) => key.ActiveAt ?? DateTimeOffset.MinValue;
}
