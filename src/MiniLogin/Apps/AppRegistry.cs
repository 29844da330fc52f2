using System.Collections.Concurrent;
using System.Security.Cryptography;
using Amazon.DynamoDBv2;
using Microsoft.Extensions.Logging;
using MiniLogin.Secrets;

namespace MiniLogin.Apps;

/// <summary>A registered mini program.</summary>
/// <param name="Name">The operator's own name for it.</param>
/// <param name="Enabled">A disabled app logs no one in and has no valid session.</param>
internal sealed record App(AppId AppId, string Name, bool Enabled);

/// <summary>The registered apps and what they keep secret.</summary>
internal interface IAppRegistry
{
    /// <summary>The app, from memory where it was read within the last minute; null when it is not registered.</summary>
    /// <exception cref="StoreUnavailableException">It could not be read.</exception>
    ValueTask<App?> FindAsync(AppId appId, CancellationToken cancellationToken);

    /// <summary>The credentials of an app that <see cref="FindAsync"/> gave; opened once, then kept in memory.</summary>
    /// <exception cref="StoreUnavailableException">They could not be decrypted now.</exception>
    ValueTask<AppCredentials> OpenCredentialsAsync(App app, CancellationToken cancellationToken);

    /// <summary>
    /// The credentials, read anew: for who met the id of a key that those in memory do not have. A registry with nothing
    /// to read anew gives what it has.
    /// </summary>
    /// <exception cref="StoreUnavailableException">They could not be read or decrypted now.</exception>
    ValueTask<AppCredentials> ReopenCredentialsAsync(App app, CancellationToken cancellationToken) => OpenCredentialsAsync(app, cancellationToken);
}

/// <summary>
/// The Apps table, read through a memory: younger than 30 s it answers, up to 60 s it answers while it is read anew,
/// after that the reader waits. So a disabled app is refused within a minute, and a warm login waits for no read.
/// </summary>
internal sealed class DynamoDBAppRegistry(IAmazonDynamoDB dynamoDB, IAppCredentialsCipher cipher, MiniLoginOptions options, TimeProvider clock, ILogger<DynamoDBAppRegistry> log) : IAppRegistry
{
    private static readonly TimeSpan RefreshAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan TrustFor = TimeSpan.FromSeconds(60);

    // A key that was pruned stays unknown however often one looks.
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
            throw new InvalidOperationException($"App {app.AppId} was not found here before.");
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
#pragma warning disable CA1031 // Whatever the reason: the memory still answers, and the next reader past its time waits and sees it.
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

        /// <summary>True for the one caller that is to read it anew.</summary>
        public bool ClaimRefresh() => Interlocked.Exchange(ref _refreshing, 1) == 0;

        public void GiveUpRefresh() => Volatile.Write(ref _refreshing, 0);
    }
}

/// <summary>Opens what was sealed with any of an app's data keys, even one that was made since the app was read.</summary>
internal static class SealedValues
{
    /// <summary>The plaintext; null when the key is gone or the seal does not fit this purpose and user.</summary>
    /// <exception cref="StoreUnavailableException">The credentials could not be read or decrypted now.</exception>
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

    [LoggerMessage(LogLevel.Warning, "{Event}: app {AppId} could not be read anew; what is known of it serves on for now")]
    private static partial void AppNotRefreshed(ILogger log, Exception exception, string @event, string appId);
}
