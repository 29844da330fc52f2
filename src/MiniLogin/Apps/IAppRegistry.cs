namespace MiniLogin.Apps;

/// <summary>The registered apps and what they keep secret.</summary>
public interface IAppRegistry
{
    /// <summary>The app, from memory where it was read within the last minute; null when it is not registered.</summary>
    /// <exception cref="StoreUnavailableException">It could not be read.</exception>
    ValueTask<App?> FindAsync(string appId, CancellationToken cancellationToken);

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
