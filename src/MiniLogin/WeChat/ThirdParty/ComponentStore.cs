using MiniLogin.Apps;
using MiniLogin.Secrets;

namespace MiniLogin.WeChat.ThirdParty;

/// <summary>The rows of the third-party platform: its configuration, its ticket, and its component_access_token.</summary>
/// <exception cref="StoreUnavailableException">From every method. A write may or may not have been made.</exception>
internal interface IComponentStore
{
    /// <summary>Returns null if there is no platform. Cached in memory for up to one minute.</summary>
    Task<Component?> FindAsync(CancellationToken cancellationToken);

    Task<SealedTicket?> FindTicketAsync(CancellationToken cancellationToken);

    /// <summary>Returns false if there is a ticket that was created at the same time or later.</summary>
    Task<bool> SaveTicketAsync(SealedTicket ticket, CancellationToken cancellationToken);

    Task<SealedAccessToken?> FindTokenAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Takes the right to renew the token, until the given time. Returns false if another function has it, or if the token is not the one
    /// that was read, which is null for none.
    /// </summary>
    Task<bool> TryLeaseAsync(SealedAccessToken? asRead, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>Saves the token and ends the lease. Returns false if the lease is another one by now.</summary>
    Task<bool> SaveTokenAsync(SealedAccessToken token, DateTimeOffset lease, CancellationToken cancellationToken);
}

/// <summary>A component_verify_ticket as stored.</summary>
/// <param name="CreatedAt">CreateTime of its push. WeChat sends one every 10 minutes; each is good for 12 hours.</param>
internal sealed record SealedTicket(byte[] Bytes, DateTimeOffset CreatedAt);

/// <summary>The apps of merchants. Each change is made only if it is newer than the last one.</summary>
/// <exception cref="StoreUnavailableException">From every method. A write may or may not have been made.</exception>
internal interface IAuthorizerStore
{
    /// <summary>Returns null if no app with this id is registered.</summary>
    Task<AuthorizerState?> FindAsync(AppId appId, CancellationToken cancellationToken);

    /// <summary>Adds an app. Returns false if one with this id is registered, of whatever kind.</summary>
    /// <param name="at">When the merchant authorised the platform.</param>
    Task<bool> AddAsync(Component component, App app, AppCredentials credentials, SealedAccessToken tokens, DateTimeOffset at, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Returns false if the app is not a merchant's, or was changed at the same time or later.</summary>
    Task<bool> AuthorizeAsync(AppId appId, SealedAccessToken tokens, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Refuses the app's logins and sessions and forgets its tokens. Returns false if the app is not a merchant's, or was changed later.</summary>
    Task<bool> DeauthorizeAsync(AppId appId, DateTimeOffset at, CancellationToken cancellationToken);
}

/// <param name="IsAuthorizer">False for an app of another kind, which no event of the platform changes.</param>
/// <param name="IsAuthorized">Whether the merchant authorises the platform, as far as is known.</param>
/// <param name="ChangedAt">The time of the event that changed it last; null for an app of another kind.</param>
internal sealed record AuthorizerState(bool IsAuthorizer, bool IsAuthorized, DateTimeOffset? ChangedAt);
