using System.Text.Json.Serialization;
using MiniLogin.Account;
using MiniLogin.Secrets;

namespace MiniLogin.Cli.Apps;

/// <summary>The keys of an app by their ids, which are no secret.</summary>
/// <param name="TokenKeys">Newest first.</param>
/// <param name="DataKeys">Newest first.</param>
/// <param name="HasPhoneKey">Without it, users cannot be found by phone number. The next rotation creates it.</param>
/// <param name="RotatableAt">Until then, keys of the last rotation are not current, and no other rotation is possible; null if one is possible now.</param>
internal sealed record AppKeysDocument(string AppId, IReadOnlyList<AppKeyDocument> TokenKeys, IReadOnlyList<AppKeyDocument> DataKeys, bool HasPhoneKey, DateTimeOffset? RotatableAt)
{
    public static AppKeysDocument From(string appId, AppCredentials credentials, DateTimeOffset now) => new(
        appId,
        AppKeyDocument.From(credentials.TokenKeys, credentials.CurrentTokenKey(now)),
        AppKeyDocument.From(credentials.DataKeys, credentials.CurrentDataKey(now)),
        credentials.PhoneKey is not null,
        KeyRotation.PendingUntil(credentials, now));
}

/// <param name="ActiveAt">When the key became or becomes current; null for the app's first key.</param>
internal sealed record AppKeyDocument(string Id, KeyState State, DateTimeOffset? ActiveAt)
{
    public static IReadOnlyList<AppKeyDocument> From(IReadOnlyList<SecretKey> newestFirst, SecretKey current)
    {
        var newer = newestFirst.TakeWhile(key => key.Id != current.Id).ToHashSet();
        return [.. newestFirst.Select(key => new AppKeyDocument(key.Id, key.Id == current.Id ? KeyState.Current : newer.Contains(key) ? KeyState.Published : KeyState.Superseded, key.ActiveAt))];
    }
}

internal enum KeyState
{
    /// <summary>Every function reads it, and it becomes current at its time.</summary>
    [JsonStringEnumMemberName("published")]
    Published,

    [JsonStringEnumMemberName("current")]
    Current,

    /// <summary>It only reads what was made with it.</summary>
    [JsonStringEnumMemberName("superseded")]
    Superseded,
}
