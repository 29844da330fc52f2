using MiniLogin.Secrets;

namespace MiniLogin.Account;

/// <summary>
/// Creates and rotates an app's credentials. A rotation publishes a token key and a data key that become current after two minutes.
/// By then every function has read them, because none uses a cached app for longer than one minute.
/// A superseded token key is kept for 10 minutes, in which a login may be retried. A superseded data key is kept for 10 minutes, in which
/// calls in progress may still encrypt with it, and then until <see cref="Reseal"/> has replaced all that it encrypted. So there are
/// never more than 8 keys of a kind. KMS encrypts at most 4,096 bytes: 16 keys of each kind and an AppSecret of any length.
/// </summary>
internal static class KeyRotation
{
    public static readonly TimeSpan PublishedFor = TimeSpan.FromMinutes(2);

    /// <summary>Longer than a call takes, plus the difference of the clocks of the operator and the functions.</summary>
    public static readonly TimeSpan DataKeyKeptFor = TimeSpan.FromMinutes(10);

    public static AppCredentials First(string appSecret) => AppCredentials.New(appSecret);

    public static AppCredentials WithSecret(AppCredentials credentials, string appSecret) => new(appSecret, credentials.TokenKeys, credentials.DataKeys, credentials.PhoneKey, credentials.PersonKey);

    public static AppCredentials WithPersonKey(AppCredentials credentials, PersonKey personKey) => new(credentials.FindAppSecret, credentials.TokenKeys, credentials.DataKeys, credentials.PhoneKey, personKey);

    /// <summary>
    /// Returns when the keys of an earlier rotation become current, or null if they already are.
    /// Only one rotation may be pending at a time.
    /// </summary>
    public static DateTimeOffset? PendingUntil(AppCredentials credentials, DateTimeOffset now) =>
        credentials.TokenKeys.Concat(credentials.DataKeys).Max(k => k.ActiveAt) is { } last && last > now ? last : null;

    /// <summary>Returns the ids of the data keys that no function encrypts with any more. They may be removed if nothing is sealed with them.</summary>
    public static IReadOnlySet<string> DroppableDataKeys(AppCredentials credentials, DateTimeOffset now)
    {
        var keep = KeySchedule.SupersededWithin(credentials.DataKeys, DataKeyKeptFor, now).Append(credentials.CurrentDataKey(now));
        return credentials.DataKeys.Except(keep).Select(k => k.Id).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Returns the credentials with new keys and without those that are no longer needed. The phone key stays, or is created; the person key stays.</summary>
    /// <param name="unusedDataKeys">The droppable data keys that nothing is sealed with.</param>
    public static AppCredentials Rotate(AppCredentials credentials, IReadOnlySet<string> unusedDataKeys, DateTimeOffset now)
    {
        var activeAt = now.Floor() + PublishedFor;
        SecretKey[] tokenKeys = [SecretKey.New(credentials.TokenKeys, activeAt), .. credentials.NeededTokenKeys(now)];
        SecretKey[] dataKeys = [SecretKey.New(credentials.DataKeys, activeAt), .. credentials.DataKeys.Where(k => !unusedDataKeys.Contains(k.Id))];
        return new(credentials.FindAppSecret, tokenKeys, dataKeys, credentials.PhoneKey ?? PhoneKey.New(), credentials.PersonKey);
    }
}
