using System.Security.Cryptography;

namespace MiniLogin.Secrets;

/// <summary>A key of 256 random bits. Its id is stored with what was made with it.</summary>
internal sealed class SecretKey
{
    public const int Size = 32;

    /// <param name="activeAt">When the key becomes current; before that it is only published. Null: it has always been active.</param>
    /// <exception cref="ArgumentException">The id is not 1 to 32 characters, or the key is not 32 bytes.</exception>
    public SecretKey(string id, ReadOnlyMemory<byte> bytes, DateTimeOffset? activeAt = null)
    {
        if (id is not { Length: > 0 and <= 32 })
        {
            throw new ArgumentException("A key id must have 1 to 32 characters.", nameof(id));
        }

        if (bytes.Length != Size)
        {
            throw new ArgumentException($"Key {id} must have {Size} bytes.", nameof(bytes));
        }

        Id = id;
        Bytes = bytes;
        ActiveAt = activeAt;
    }

    /// <summary>Returns a random key with an id that none of the others has.</summary>
    public static SecretKey New(IReadOnlyList<SecretKey> others, DateTimeOffset? activeAt)
    {
        string id;
        do
        {
            id = RandomNumberGenerator.GetHexString(8, lowercase: true);
        }
        while (others.Any(k => k.Id == id));

        return new(id, RandomNumberGenerator.GetBytes(Size), activeAt);
    }

    public string Id { get; }

    public DateTimeOffset? ActiveAt { get; }

    internal ReadOnlyMemory<byte> Bytes { get; }

    public override string ToString() => Id;
}

/// <summary>
/// Decides which of several keys is current. A new key is published first and becomes current later, when every function has read it.
/// Then the previous key is superseded and is only used to read.
/// </summary>
internal static class KeySchedule
{
    /// <summary>Sorts keys, newest first. Keys without a time are the oldest and stay in the order given.</summary>
    public static SecretKey[] Sort(IEnumerable<SecretKey> keys) => [.. keys.OrderByDescending(Begin)];

    /// <summary>Returns the newest key that is already active, or the oldest key if none is.</summary>
    public static SecretKey Current(IReadOnlyList<SecretKey> sorted, DateTimeOffset now) => sorted.FirstOrDefault(k => Begin(k) <= now) ?? sorted[^1];

    /// <summary>Returns all keys except those superseded at least <paramref name="time"/> ago.</summary>
    public static IEnumerable<SecretKey> SupersededWithin(IReadOnlyList<SecretKey> sorted, TimeSpan time, DateTimeOffset now) =>
        sorted.Where((_, i) => i == 0 || now - Begin(sorted[i - 1]) < time);

    private static DateTimeOffset Begin(SecretKey key) => key.ActiveAt ?? DateTimeOffset.MinValue;
}
