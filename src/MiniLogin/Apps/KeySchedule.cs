namespace MiniLogin.Apps;

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
