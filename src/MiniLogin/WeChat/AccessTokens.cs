using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text;
using Microsoft.Extensions.Logging;
using MiniLogin.Apps;
using MiniLogin.Secrets;

namespace MiniLogin.WeChat;

/// <summary>
/// The access_token of each app. Kept in memory and shared between environments through the store. Renewed some time before it expires,
/// which depends on the kind of the app. No environment waits for another that renews at the same time.
/// </summary>
internal sealed class AccessTokens(IEnumerable<IAccessTokenIssuer> issuers, IAccessTokenStore store, TimeProvider clock, ILogger<AccessTokens> log)
{
    private readonly FrozenDictionary<AppKind, IAccessTokenIssuer> _issuers = issuers.ToFrozenDictionary(issuer => issuer.Kind);
    private readonly ConcurrentDictionary<AppId, AccessToken> _known = new();

    // Calls at the same time wait for the first one, so a process asks WeChat for one token.
    private readonly ConcurrentDictionary<AppId, SemaphoreSlim> _locks = new();

    /// <param name="revoked">A token that WeChat rejected although it should still be valid. Never returned again.</param>
    /// <exception cref="StoreUnavailableException">The shared token could not be read or replaced.</exception>
    public async Task<WeChatReply<AccessToken>> GetAsync(App app, AppCredentials credentials, AccessToken? revoked, CancellationToken cancellationToken)
    {
        if (FindFresh(app, revoked) is { } fresh)
        {
            return new WeChatReply<AccessToken>.Good(fresh);
        }

        var oneAtATime = _locks.GetOrAdd(app.AppId, _ => new(1));
        await oneAtATime.WaitAsync(cancellationToken);
        try
        {
            return FindFresh(app, revoked) is { } another ? new WeChatReply<AccessToken>.Good(another) : await FetchAsync(app, credentials, revoked, cancellationToken);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    private AccessToken? FindFresh(App app, AccessToken? revoked) =>
        _known.GetValueOrDefault(app.AppId) is { } known && IsGood(known, revoked) && IsFresh(app, known, clock.GetUtcNow()) ? known : null;

    private async Task<WeChatReply<AccessToken>> FetchAsync(App app, AppCredentials credentials, AccessToken? revoked, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var known = _known.GetValueOrDefault(app.AppId);
        var stored = await store.FindAsync(app.AppId, cancellationToken);
        var shared = Open(app, credentials, UserSeal.AccessTokenPurpose, stored?.Bytes) is { } secret ? new AccessToken(secret, stored!.ExpiresAt) : null;
        if (shared is not null && IsGood(shared, revoked) && IsFresh(app, shared, now))
        {
            return Remember(app, shared);
        }

        var refreshToken = Open(app, credentials, UserSeal.RefreshTokenPurpose, stored?.RefreshToken);
        var renewed = await RenewAsync(app, credentials, refreshToken, now, cancellationToken);
        if (renewed is WeChatReply<(AccessToken Token, string? RefreshToken)>.Good { Answer: var (token, next) })
        {
            await store.ReplaceAsync(app.AppId, stored, SealedAccessToken.Seal(app.AppId, credentials, token, next ?? refreshToken, now), cancellationToken);
            return Remember(app, token);
        }

        // After the renewal, the previous token still works until it expires.
        return new[] { known, shared }.FirstOrDefault(t => IsGood(t, revoked) && t!.IsUsable(now)) is { } before
            ? new WeChatReply<AccessToken>.Good(before)
            : renewed.Select(answer => answer.Token);
    }

    private static bool IsFresh(App app, AccessToken token, DateTimeOffset now) => token.IsUsable(now + app.Traits().RenewBefore);

    private static bool IsGood(AccessToken? token, AccessToken? revoked) => token is not null && !token.Is(revoked);

    private WeChatReply<AccessToken>.Good Remember(App app, AccessToken token)
    {
        _known[app.AppId] = token;
        return new(token);
    }

    private async Task<WeChatReply<(AccessToken Token, string? RefreshToken)>> RenewAsync(App app, AppCredentials credentials, string? refreshToken, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var issuer = _issuers[app.Kind];
        var reply = await issuer.IssueAsync(app, credentials, refreshToken, cancellationToken);
        if (reply is not WeChatReply<IssuedToken>.Good { Answer: var issued })
        {
            return new WeChatReply<(AccessToken, string?)>.Failed(((WeChatReply<IssuedToken>.Failed)reply).Failure);
        }

        if (AccessToken.From(issued, now) is not { } token)
        {
            WeChatLog.Unusable(log, issuer.Api, app.AppId, "it has no usable access_token and expires_in");
            return new WeChatReply<(AccessToken, string?)>.Failed(new WeChatFailure.Unavailable());
        }

        WeChatLog.AccessTokenRefreshed(log, app.AppId, issued.ExpiresIn!.Value);
        return new WeChatReply<(AccessToken, string?)>.Good((token, issued.RefreshToken));
    }

    private static string? Open(App app, AppCredentials credentials, string purpose, byte[]? stored) =>
        stored is not null && UserSeal.Open(credentials.DataKeys, purpose, app.AppId.ToString(), stored) is { } secret ? Encoding.UTF8.GetString(secret) : null;
}

/// <summary>Lets this server call WeChat in an app's name. <see cref="ToString"/> does not show it.</summary>
internal sealed class AccessToken(string secret, DateTimeOffset expiresAt)
{
    public DateTimeOffset ExpiresAt => expiresAt;

    /// <summary>Returns null if the answer has no usable token.</summary>
    public static AccessToken? From(IssuedToken issued, DateTimeOffset now) =>
        issued is { AccessToken.Length: > 0 and <= 2048, ExpiresIn: > 0 and <= 86_400 } && !issued.AccessToken.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? new(issued.AccessToken, now.AddSeconds(issued.ExpiresIn.Value).Floor())
            : null;

    public string Reveal() => secret;

    public bool IsUsable(DateTimeOffset now) => now < expiresAt;

    public bool Is(AccessToken? other) => secret == other?.Reveal();

    public override string ToString() => "access_token";

    /// <summary>Makes a call with a token. If WeChat no longer accepts the token, gets another one and repeats the call once.</summary>
    /// <param name="get">Gets a token other than the given one, which WeChat has rejected; null at first.</param>
    /// <param name="send">Makes the call with the token, escaped for a URL.</param>
    public static async Task<WeChatReply<T>> CallAsync<T>(Func<AccessToken?, Task<WeChatReply<AccessToken>>> get, Func<string, Task<WeChatReply<T>>> send)
    {
        AccessToken? revoked = null;
        while (true)
        {
            var got = await get(revoked);
            if (got is not WeChatReply<AccessToken>.Good { Answer: var token })
            {
                return new WeChatReply<T>.Failed(((WeChatReply<AccessToken>.Failed)got).Failure);
            }

            var reply = await send(Uri.EscapeDataString(token.Reveal()));
            if (reply is not WeChatReply<T>.Failed { Failure: WeChatFailure.TokenVoid } || revoked is not null)
            {
                return reply;
            }

            revoked = token;
        }
    }
}
