namespace MiniLogin.Apps;

/// <summary>
/// What an app keeps secret. Of each list the newest key whose time has come is current; all of them read what they once made.
/// </summary>
public sealed class AppCredentials
{
    /// <summary>Longer than a login may be sent again, so that no rotation comes between a login and its repetition.</summary>
    internal static readonly TimeSpan TokenKeyNeededFor = TimeSpan.FromMinutes(10);

    /// <exception cref="ArgumentException">The secret is empty, a list of keys is, or an id appears twice in one.</exception>
    public AppCredentials(string appSecret, IReadOnlyList<SecretKey> tokenKeys, IReadOnlyList<SecretKey> dataKeys)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(appSecret);
        if (tokenKeys.Count == 0 || dataKeys.Count == 0)
        {
            throw new ArgumentException("At least one token key and one data key are needed.");
        }

        if (HasTwice(tokenKeys) || HasTwice(dataKeys))
        {
            throw new ArgumentException("The id of a key appears twice.");
        }

        AppSecret = appSecret;
        TokenKeys = KeySchedule.Sort(tokenKeys);
        DataKeys = KeySchedule.Sort(dataKeys);
    }

    internal string AppSecret { get; }

    /// <summary>Newest first, published ones included.</summary>
    internal IReadOnlyList<SecretKey> TokenKeys { get; }

    /// <summary>Newest first, published ones included.</summary>
    internal IReadOnlyList<SecretKey> DataKeys { get; }

    internal SecretKey CurrentTokenKey(DateTimeOffset now) => KeySchedule.Current(TokenKeys, now);

    internal SecretKey CurrentDataKey(DateTimeOffset now) => KeySchedule.Current(DataKeys, now);

    /// <summary>
    /// The keys that a login which may still be sent again can have used: the current one, one not yet current here
    /// but perhaps where the clock is ahead, and one superseded a moment ago.
    /// </summary>
    internal IEnumerable<SecretKey> NeededTokenKeys(DateTimeOffset now) => KeySchedule.SupersededWithin(TokenKeys, TokenKeyNeededFor, now);

    private static bool HasTwice(IReadOnlyList<SecretKey> keys) => keys.DistinctBy(k => k.Id).Count() != keys.Count;
}
