using Microsoft.Extensions.Logging;
using MiniLogin.Apps;
using MiniLogin.Secrets;

namespace MiniLogin.WeChat.ThirdParty;

/// <summary>
/// Adds, enables and disables the apps of merchants, as events of the platform or its list of merchants say. An app of another kind is
/// never changed. What the operator disabled stays disabled.
/// </summary>
internal sealed class Authorizers(IComponentStore components, IAuthorizerStore store, IAppRegistry apps, ComponentClient client, TimeProvider clock, ILogger<Authorizers> log)
{
    private const int MaxName = 64;

    /// <summary>Redeems the authorization_code of an event, and adds or enables its app.</summary>
    /// <param name="at">CreateTime of the event.</param>
    /// <exception cref="StoreUnavailableException">Nothing is lost; the event or a reconciliation may be repeated, with another code.</exception>
    public Task<AuthorizerChange> AuthorizeByCodeAsync(AppId appId, string authorizationCode, DateTimeOffset at, CancellationToken cancellationToken) =>
        AuthorizeAsync(appId, () => client.QueryAuthAsync(appId, authorizationCode, cancellationToken), at, cancellationToken);

    /// <summary>Adds or enables the app of a merchant that WeChat lists.</summary>
    /// <param name="at">A time before the list was read.</param>
    public Task<AuthorizerChange> AuthorizeByListAsync(AppId appId, string refreshToken, DateTimeOffset at, CancellationToken cancellationToken) => AuthorizeAsync(
        appId,
        async () => (await client.RefreshAsync(appId, refreshToken, cancellationToken)).Select(issued => new Authorization(appId.ToString(), issued with { RefreshToken = issued.RefreshToken ?? refreshToken })),
        at,
        cancellationToken);

    /// <summary>Refuses the logins and sessions of an app whose merchant has withdrawn the authorisation.</summary>
    public async Task<AuthorizerChange> DeauthorizeAsync(AppId appId, DateTimeOffset at, CancellationToken cancellationToken) => await store.FindAsync(appId, cancellationToken) switch
    {
        null => new AuthorizerChange.Unchanged(),
        { IsAuthorizer: false } => new AuthorizerChange.OfAnotherKind(),
        _ => await store.DeauthorizeAsync(appId, at, cancellationToken) ? new AuthorizerChange.Deauthorized() : new AuthorizerChange.Unchanged(),
    };

    private async Task<AuthorizerChange> AuthorizeAsync(AppId appId, Func<Task<WeChatReply<Authorization>>> authorize, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (await components.FindAsync(cancellationToken) is not { } component)
        {
            return new AuthorizerChange.Unchanged();
        }

        // Before the code is redeemed: an event that comes again has a code that is used.
        var before = await store.FindAsync(appId, cancellationToken);
        if (before is { IsAuthorizer: false })
        {
            return new AuthorizerChange.OfAnotherKind();
        }

        if (before?.ChangedAt >= at)
        {
            return new AuthorizerChange.Unchanged();
        }

        var reply = await authorize();
        if (reply is not WeChatReply<Authorization>.Good { Answer: var authorization })
        {
            return new AuthorizerChange.Failed(((WeChatReply<Authorization>.Failed)reply).Failure);
        }

        var now = clock.GetUtcNow();
        if (authorization.AppId != appId.ToString() || authorization.Tokens.RefreshToken is not { Length: > 0 and <= 1024 } refreshToken || AccessToken.From(authorization.Tokens, now) is not { } token)
        {
            WeChatLog.Unusable(log, WeChatApi.QueryAuth, appId, "it has no usable tokens for this app");
            return new AuthorizerChange.Failed(new WeChatFailure.Unavailable());
        }

        if (before is null)
        {
            var credentials = AppCredentials.New(appSecret: null);
            var app = new App(appId, await NameAsync(appId, cancellationToken), Enabled: true, Kind: AppKind.Authorizer);
            return await store.AddAsync(component, app, credentials, SealedAccessToken.Seal(appId, credentials, token, refreshToken, now), at, now.Floor(), cancellationToken)
                ? new AuthorizerChange.Added()
                : new AuthorizerChange.Unchanged();
        }

        if (await apps.FindAsync(appId, cancellationToken) is not { } known)
        {
            // The row was removed meanwhile.
            return new AuthorizerChange.Unchanged();
        }

        var tokens = SealedAccessToken.Seal(appId, await apps.OpenCredentialsAsync(known, cancellationToken), token, refreshToken, now);
        return await store.AuthorizeAsync(appId, tokens, at, cancellationToken) ? new AuthorizerChange.Authorized() : new AuthorizerChange.Unchanged();
    }

    /// <summary>The name that the merchant's mini program has at WeChat; its id if that cannot be read.</summary>
    private async Task<string> NameAsync(AppId appId, CancellationToken cancellationToken)
    {
        var name = await client.GetInfoAsync(appId, cancellationToken) is WeChatReply<AuthorizerInfoAnswer>.Good { Answer.Info.Name: { } given } ? given.Trim() : "";
        return name.Length is 0 or > MaxName ? appId.ToString() : name;
    }
}

/// <summary>What became of the app of a merchant.</summary>
internal abstract record AuthorizerChange
{
    private AuthorizerChange()
    {
    }

    /// <summary>A new app can be used at once.</summary>
    public sealed record Added : AuthorizerChange;

    /// <summary>The app was known. It has new tokens, and can be used unless the operator disabled it.</summary>
    public sealed record Authorized : AuthorizerChange;

    public sealed record Deauthorized : AuthorizerChange;

    /// <summary>The app is as it should be: the event came again, or late.</summary>
    public sealed record Unchanged : AuthorizerChange;

    /// <summary>An app with this id is registered with a secret of its own.</summary>
    public sealed record OfAnotherKind : AuthorizerChange;

    public sealed record Failed(WeChatFailure Failure) : AuthorizerChange;
}
