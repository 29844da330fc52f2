using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniLogin.Secrets;

/// <summary>
/// The secrets of an app. In each list, the newest key that is already active is current. The other keys still read what was made
/// with them.
/// </summary>
internal sealed class AppCredentials
{
    /// <summary>Longer than a login may be retried, so that a rotation between a login and its retry does no harm.</summary>
    internal static readonly TimeSpan TokenKeyNeededFor = TimeSpan.FromMinutes(10);

    /// <exception cref="ArgumentException">The secret or a list of keys is empty, or a list contains an id twice.</exception>
    /// <param name="appSecret">Null for the app of a merchant, which has none.</param>
    public AppCredentials(string? appSecret, IReadOnlyList<SecretKey> tokenKeys, IReadOnlyList<SecretKey> dataKeys, PhoneKey? phoneKey = null, PersonKey? personKey = null)
    {
        if (appSecret is not null && string.IsNullOrWhiteSpace(appSecret))
        {
            throw new ArgumentException("The secret is empty.", nameof(appSecret));
        }

        if (tokenKeys.Count == 0 || dataKeys.Count == 0)
        {
            throw new ArgumentException("At least one token key and one data key are required.");
        }

        if (HasDuplicateId(tokenKeys) || HasDuplicateId(dataKeys))
        {
            throw new ArgumentException("Duplicate key id.");
        }

        FindAppSecret = appSecret;
        TokenKeys = KeySchedule.Sort(tokenKeys);
        DataKeys = KeySchedule.Sort(dataKeys);
        PhoneKey = phoneKey;
        PersonKey = personKey;
    }

    /// <exception cref="InvalidOperationException">The app has none: it is of a merchant.</exception>
    internal string AppSecret => FindAppSecret ?? throw new InvalidOperationException("The app has no AppSecret.");

    /// <summary>Null for the app of a merchant.</summary>
    internal string? FindAppSecret { get; }

    /// <summary>Newest first, including keys that are published but not yet current.</summary>
    internal IReadOnlyList<SecretKey> TokenKeys { get; }

    /// <summary>Newest first, including keys that are published but not yet current.</summary>
    internal IReadOnlyList<SecretKey> DataKeys { get; }

    /// <summary>Null if the app was registered before there was one. The next rotation of its keys creates it; none replaces it.</summary>
    internal PhoneKey? PhoneKey { get; }

    /// <summary>Null until users of the app are first linked by unionid. All apps have the same one, and nothing replaces it.</summary>
    internal PersonKey? PersonKey { get; }

    /// <summary>Returns credentials with new keys, for a new app.</summary>
    internal static AppCredentials New(string? appSecret) => new(appSecret, [SecretKey.New([], null)], [SecretKey.New([], null)], PhoneKey.New());

    internal SecretKey CurrentTokenKey(DateTimeOffset now) => KeySchedule.Current(TokenKeys, now);

    internal SecretKey CurrentDataKey(DateTimeOffset now) => KeySchedule.Current(DataKeys, now);

    /// <summary>
    /// The keys that a login may have used if it can still be retried: the current key, a key that is not yet current here but may
    /// be on a machine whose clock is ahead, and a key that was superseded less than <see cref="TokenKeyNeededFor"/> ago.
    /// </summary>
    internal IEnumerable<SecretKey> NeededTokenKeys(DateTimeOffset now) => KeySchedule.SupersededWithin(TokenKeys, TokenKeyNeededFor, now);

    private static bool HasDuplicateId(IReadOnlyList<SecretKey> keys) => keys.DistinctBy(k => k.Id).Count() != keys.Count;
}

/// <summary>
/// The plaintext of <c>Apps.credentials</c>:
/// <c>{"appSecret":"…, or null","tokenKeys":[{"id":"…","key":"base64 of 32 bytes","activeAt":epoch seconds or absent}],"dataKeys":[…],"phoneKey":"base64 of 32 bytes, or absent","personKey":"the same"}</c>.
/// </summary>
internal sealed record AppCredentialsDocument(
    string? AppSecret,
    IReadOnlyList<AppCredentialsDocument.Key> TokenKeys,
    IReadOnlyList<AppCredentialsDocument.Key> DataKeys,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] byte[]? PhoneKey = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] byte[]? PersonKey = null)
{
    public static AppCredentials Read(string appId, ReadOnlySpan<byte> json)
    {
        try
        {
            var document = JsonSerializer.Deserialize(json, AppCredentialsJson.Default.AppCredentialsDocument)!;
            return new AppCredentials(document.AppSecret, Keys(document.TokenKeys), Keys(document.DataKeys), document.PhoneKey is { } phoneKey ? new(phoneKey) : null, document.PersonKey is { } personKey ? new(personKey) : null);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            // No inner exception, because its message could quote the plaintext.
            throw new InvalidOperationException($"The credentials of app {appId} are malformed: {e.GetType().Name}.");
        }
    }

    public static byte[] Write(AppCredentials credentials) => JsonSerializer.SerializeToUtf8Bytes(
        new(credentials.FindAppSecret, [.. credentials.TokenKeys.Select(ToKey)], [.. credentials.DataKeys.Select(ToKey)], credentials.PhoneKey?.Bytes.ToArray(), credentials.PersonKey?.Bytes.ToArray()),
        AppCredentialsJson.Default.AppCredentialsDocument);

    private static SecretKey[] Keys(IReadOnlyList<Key> keys) =>
        [.. keys.Select(k => new SecretKey(k.Id, k.Bytes, k.ActiveAt is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null))];

    private static Key ToKey(SecretKey key) => new(key.Id, key.Bytes.ToArray(), key.ActiveAt?.ToUnixTimeSeconds());

    internal sealed record Key(
        string Id,
        [property: JsonPropertyName("key")] byte[] Bytes,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? ActiveAt = null);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(AppCredentialsDocument))]
internal sealed partial class AppCredentialsJson : JsonSerializerContext;
