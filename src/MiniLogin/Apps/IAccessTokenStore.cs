namespace MiniLogin.Apps;

/// <summary>Where the environments of the functions share the access_token of an app.</summary>
/// <exception cref="StoreUnavailableException">From every method: nothing is known of the call.</exception>
internal interface IAccessTokenStore
{
    Task<SealedAccessToken?> FindAsync(string appId, CancellationToken cancellationToken);

    /// <summary>Replaces the one that was read, null for none; false when it is another by now, or there is no such app.</summary>
    Task<bool> ReplaceAsync(string appId, SealedAccessToken? asRead, SealedAccessToken token, CancellationToken cancellationToken);
}
