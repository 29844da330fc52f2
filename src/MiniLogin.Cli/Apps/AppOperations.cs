using MiniLogin.Apps;

namespace MiniLogin.Cli.Apps;

/// <summary>What an operator does with apps. It neither asks nor prints: the command and the console do.</summary>
/// <exception cref="StoreUnavailableException">From every method. A change may have been made; retrying is safe.</exception>
internal sealed class AppOperations(AppTable table, AppVault vault, TimeProvider clock)
{
    public async Task<AppsDocument> ListAsync(CancellationToken cancellationToken) =>
        new([.. (await table.ListAsync(cancellationToken)).Select(AppDocument.From)]);

    /// <summary>Decrypts the credentials, of which only the ids and times of the keys are returned. Returns null if there is no such app.</summary>
    public async Task<AppKeysDocument?> KeysAsync(AppId id, CancellationToken cancellationToken) =>
        await table.FindAsync(id, consistent: true, cancellationToken) is { } row
            ? AppKeysDocument.From(id.ToString(), (await vault.DecryptAsync(row, cancellationToken)).Credentials, clock.GetUtcNow())
            : null;

    /// <summary>Returns null if there is no such app.</summary>
    public async Task<AppDocument?> SetEnabledAsync(AppId id, bool enabled, CancellationToken cancellationToken) =>
        await table.SetEnabledAsync(id, enabled, cancellationToken) ? await FindAsync(id, cancellationToken) : null;

    /// <summary>Ends all sessions of all users of an app. Returns null if there is no such app.</summary>
    public async Task<AppDocument?> EndSessionsAsync(AppId id, CancellationToken cancellationToken)
    {
        await table.EndSessionsAsync(id, clock.GetUtcNow().Floor(), cancellationToken);
        return await FindAsync(id, cancellationToken);
    }

    private async Task<AppDocument?> FindAsync(AppId id, CancellationToken cancellationToken) =>
        await table.FindAsync(id, consistent: true, cancellationToken) is { } row ? AppDocument.From(row) : null;
}
