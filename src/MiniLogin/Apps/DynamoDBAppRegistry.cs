using System.Collections.Concurrent;
using System.Security.Cryptography;
using Amazon.DynamoDBv2;
using Microsoft.Extensions.Logging;

namespace MiniLogin.Apps;

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
    private readonly ConcurrentDictionary<string, Entry> _known = new(StringComparer.Ordinal);

    public async ValueTask<App?> FindAsync(string appId, CancellationToken cancellationToken)
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
            var json = await cipher.DecryptAsync(app.AppId, new MemoryStream(entry.Sealed, writable: false), cancellationToken);
            entry.Opened = AppCredentialsDocument.Read(app.AppId, json);
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

    private async Task RefreshAsync(string appId, Entry entry)
    {
        try
        {
            await ReadAsync(appId, CancellationToken.None);
        }
#pragma warning disable CA1031 // Whatever the reason: the memory still answers, and the next reader past its time waits and sees it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.AppNotRefreshed(log, e, appId);
            entry.GiveUpRefresh();
        }
    }

    private async Task<App?> ReadAsync(string appId, CancellationToken cancellationToken)
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
