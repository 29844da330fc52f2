using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniLogin.Apps;

/// <summary>
/// The plaintext of <c>Apps.credentials</c>:
/// <c>{"appSecret":"…","tokenKeys":[{"id":"…","key":"base64 of 32 bytes","activeAt":epoch seconds or absent}],"dataKeys":[…]}</c>.
/// </summary>
internal sealed record AppCredentialsDocument(string AppSecret, IReadOnlyList<AppCredentialsDocument.Key> TokenKeys, IReadOnlyList<AppCredentialsDocument.Key> DataKeys)
{
    public static AppCredentials Read(string appId, ReadOnlySpan<byte> json)
    {
        try
        {
            var document = JsonSerializer.Deserialize(json, AppCredentialsJson.Default.AppCredentialsDocument)!;
            return new AppCredentials(document.AppSecret, Keys(document.TokenKeys), Keys(document.DataKeys));
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            // Without the inner exception: its message could quote what was decrypted.
            throw new InvalidOperationException($"The credentials of app {appId} are not what MiniLogin writes: {e.GetType().Name}.");
        }
    }

    public static byte[] Write(AppCredentials credentials) => JsonSerializer.SerializeToUtf8Bytes(
        new(credentials.AppSecret, [.. credentials.TokenKeys.Select(ToKey)], [.. credentials.DataKeys.Select(ToKey)]),
        AppCredentialsJson.Default.AppCredentialsDocument);

    private static SecretKey[] Keys(IReadOnlyList<Key> keys) =>
        [.. keys.Select(k => new SecretKey(k.Id, k.Bytes, k.ActiveAt is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null))];

    private static Key ToKey(SecretKey key) => new(key.Id, key.Bytes.ToArray(), key.ActiveAt?.ToUnixTimeSeconds());

    internal sealed record Key(
        string Id,
        [property: JsonPropertyName("key")] byte[] Bytes,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? ActiveAt = null);
}
