using System.Collections.Concurrent;
using System.Security.Cryptography;
using Amazon.DynamoDBv2;
using Microsoft.Extensions.Logging;
using MiniLogin.Secrets;

namespace MiniLogin.Apps;

/// <summary>A registered mini program, of the developer or a merchant, or app of WeCom.</summary>
/// <param name="Name">A name that the operator chose.</param>
/// <param name="Enabled">A disabled app accepts no logins and has no valid sessions. False if the operator disabled it, or its merchant has withdrawn the authorisation.</param>
/// <param name="SessionsEndedAt">All sessions created until then have ended. Null if the operator never ended them all.</param>
internal sealed record App(AppId AppId, string Name, bool Enabled, DateTimeOffset? SessionsEndedAt = null, AppKind Kind = AppKind.MiniProgram)
{
    /// <summary>The API of WeCom in a private deployment (私有部署), without a path; null: WeCom's own. Always null for other kinds.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>The mini program that is linked with an app of WeCom. Null if it is not known; then no profile can be verified.</summary>
    public AppId? MiniProgram { get; init; }

    /// <summary>Whether a login with a unionid links the user with the person of this unionid in the other apps that link.</summary>
    public bool LinksByUnionId { get; init; }

    /// <summary>Whether the operator has ended the sessions that were created at this time.</summary>
    public bool HasEnded(DateTimeOffset createdAt) => createdAt <= SessionsEndedAt;
}

/// <summary>The registered apps and their credentials.</summary>
internal interface IAppRegistry
{
    /// <summary>Returns the app, or null if it is not registered. Cached in memory for up to one minute.</summary>
    /// <exception cref="StoreUnavailableException">The app could not be read.</exception>
    ValueTask<App?> FindAsync(AppId appId, CancellationToken cancellationToken);

    /// <summary>Returns the credentials of an app that <see cref="FindAsync"/> returned. Decrypted once, then kept in memory.</summary>
    /// <exception cref="StoreUnavailableException">The credentials could not be decrypted.</exception>
    ValueTask<AppCredentials> OpenCredentialsAsync(App app, CancellationToken cancellationToken);

    /// <summary>
    /// Rereads the credentials. For values sealed with a key that the credentials in memory do not contain. A registry that cannot
    /// reread returns the credentials it has.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The credentials could not be read or decrypted.</exception>
    ValueTask<AppCredentials> ReopenCredentialsAsync(App app, CancellationToken cancellationToken) => OpenCredentialsAsync(app, cancellationToken);
}

/// <summary>
/// Reads the Apps table and caches it in memory. An entry is used for 30 s, then for another 30 s while it is refreshed in the
/// background; after that the reader waits. So a disabled app is rejected within a minute, and a warm login waits for no read.
/// </summary>
internal sealed class DynamoDBAppRegistry(IAmazonDynamoDB dynamoDB, IAppCredentialsCipher cipher, MiniLoginOptions options, TimeProvider clock, ILogger<DynamoDBAppRegistry> log) : IAppRegistry
{
    private static readonly TimeSpan RefreshAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan TrustFor = TimeSpan.FromSeconds(60);

    // Rereading never finds a key that was removed, so rereads are limited.
    private static readonly TimeSpan ReopenEvery = TimeSpan.FromSeconds(5);

    private readonly AppTable _table = new(dynamoDB, options);
    private readonly ConcurrentDictionary<AppId, Entry> _known = new();

    public async ValueTask<App?> FindAsync(AppId appId, CancellationToken cancellationToken)
    {
        if (!_known.TryGetValue(appId, out var entry))
        {
            return await ReadAsync(appId, cancellationToken);
        }

        var age = clock.GetUtcNow() - entry.ReadAt;
        if (age > TrustFor)
        {
            return await ReadAsync(appId, cancellationToken);
        }

        if (age > RefreshAfter && entry.ClaimRefresh())
        {
            _ = RefreshAsync(appId, entry);
        }

        return entry.App;
    }

    public async ValueTask<AppCredentials> OpenCredentialsAsync(App app, CancellationToken cancellationToken)
    {
        if (!_known.TryGetValue(app.AppId, out var entry))
        {
            throw new InvalidOperationException($"App {app.AppId} is not cached. Call FindAsync first.");
        }

        if (entry.Opened is null)
        {
            var json = await cipher.DecryptAsync(app.AppId.ToString(), new MemoryStream(entry.Sealed, writable: false), cancellationToken);
            entry.Opened = AppCredentialsDocument.Read(app.AppId.ToString(), json);
            CryptographicOperations.ZeroMemory(json);
        }

        return entry.Opened;
    }

    public async ValueTask<AppCredentials> ReopenCredentialsAsync(App app, CancellationToken cancellationToken)
    {
        var known = await OpenCredentialsAsync(app, cancellationToken);
        if (_known.TryGetValue(app.AppId, out var entry) && clock.GetUtcNow() - entry.ReadAt < ReopenEvery)
        {
            return known;
        }

        return await ReadAsync(app.AppId, cancellationToken) is null ? known : await OpenCredentialsAsync(app, cancellationToken);
    }

    private async Task RefreshAsync(AppId appId, Entry entry)
    {
        try
        {
            await ReadAsync(appId, CancellationToken.None);
        }
#pragma warning disable CA1031 // The cached entry is still used. When it expires, the next reader waits and gets the exception.
        catch (Exception e)
#pragma warning restore CA1031
        {
            AppLog.AppNotRefreshed(log, e, appId);
            entry.GiveUpRefresh();
        }
    }

    private async Task<App?> ReadAsync(AppId appId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (await _table.FindAsync(appId, consistent: false, cancellationToken) is not { } row)
        {
            _known.TryRemove(appId, out _);
            return null;
        }

        var entry = new Entry(row, now);
        if (_known.TryGetValue(appId, out var before) && before.Sealed.AsSpan().SequenceEqual(entry.Sealed))
        {
            entry.Opened = before.Opened;
        }

        _known[appId] = entry;
        return entry.App;
    }

    private sealed class Entry(AppRow row, DateTimeOffset readAt)
    {
        private int _refreshing;

        public App App => row.App;

        public byte[] Sealed => row.Credentials;

        public DateTimeOffset ReadAt { get; } = readAt;

        public AppCredentials? Opened { get; set; }

        /// <summary>Returns true to one caller only, which then refreshes the entry.</summary>
        public bool ClaimRefresh() => Interlocked.Exchange(ref _refreshing, 1) == 0;

        public void GiveUpRefresh() => Volatile.Write(ref _refreshing, 0);
    }
}

/// <summary>Opens values sealed with any data key of an app, including keys created after the app was cached.</summary>
internal static class SealedValues
{
    /// <summary>Returns the plaintext, or null if the key was removed or the value was not sealed for this purpose and user.</summary>
    /// <exception cref="StoreUnavailableException">The credentials could not be read or decrypted.</exception>
    public static async ValueTask<byte[]?> OpenSealAsync(this IAppRegistry apps, App app, string purpose, string owner, ReadOnlyMemory<byte> @sealed, CancellationToken cancellationToken)
    {
        var credentials = await apps.OpenCredentialsAsync(app, cancellationToken);
        var keyId = UserSeal.KeyId(@sealed.Span);
        if (keyId is not null && !credentials.DataKeys.Any(k => k.Id == keyId))
        {
            credentials = await apps.ReopenCredentialsAsync(app, cancellationToken);
        }

        return UserSeal.Open(credentials.DataKeys, purpose, owner, @sealed.Span);
    }
}

internal static partial class AppLog
{
    public static void AppNotRefreshed(ILogger log, Exception exception, AppId appId) => AppNotRefreshed(log, exception, LogEvents.AppNotRefreshed, appId.ToString());

    [LoggerMessage(LogLevel.Warning, "{Event}: app {AppId} could not be refreshed; the cached entry is used for now")]
    private static partial void AppNotRefreshed(ILogger log, Exception exception, string @event, string appId);
}
