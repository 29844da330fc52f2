using Microsoft.Extensions.Logging;
using MiniLogin.Apps;
using MiniLogin.Secrets;
using MiniLogin.Users;
using MiniLogin.WeChat;

namespace MiniLogin.Account;

/// <summary>
/// Checks whether the stored session_key of a user is still valid at WeChat, and resets it. WeChat does not notify anyone when it changes
/// the key. Each call costs one read and one call to WeChat; a reset also costs one write.
/// </summary>
internal sealed class SessionKeyService(IAppRegistry apps, AuthorizedWeChatClient weChat, IUserStore users, TimeProvider clock, ILogger<SessionKeyService> log)
{
    private const int Attempts = 3;

    /// <summary>Checks the key with checksession.</summary>
    /// <param name="userKey"><c>appId#openId</c>.</param>
    /// <exception cref="StoreUnavailableException">The user or the app could not be read.</exception>
    public Task<SessionKeyOutcome> CheckAsync(UserKey userKey, CancellationToken cancellationToken) => WithKeyAsync(userKey, async stored =>
        await weChat.CheckSessionKeyAsync(stored.App, stored.Credentials, stored.OpenId, stored.Key, cancellationToken) is WeChatReply<SessionKeyAnswer>.Failed failed
            ? Refused(stored.App, failed.Failure)
            : new SessionKeyOutcome.Current(), cancellationToken);

    /// <summary>Replaces the key with resetusersessionkey. The old key becomes invalid everywhere at once.</summary>
    /// <param name="userKey"><c>appId#openId</c>.</param>
    /// <exception cref="StoreUnavailableException">The new key may not have been stored. The user's next login brings the current key.</exception>
    public Task<SessionKeyOutcome> ResetAsync(UserKey userKey, CancellationToken cancellationToken) => WithKeyAsync(userKey, async stored =>
    {
        var reply = await weChat.ResetSessionKeyAsync(stored.App, stored.Credentials, stored.OpenId, stored.Key, cancellationToken);
        if (reply is not WeChatReply<SessionKeyAnswer>.Good { Answer: var answer })
        {
            return Refused(stored.App, ((WeChatReply<SessionKeyAnswer>.Failed)reply).Failure);
        }

        if (answer.OpenId != stored.OpenId || SessionKey.Parse(answer.SessionKey) is not { } key)
        {
            WeChatLog.Unusable(log, WeChatApi.ResetUserSessionKey, stored.App.AppId, "it has no session_key of this user");
            return new SessionKeyOutcome.Failed(new WeChatFailure.Unavailable());
        }

        WeChatLog.SessionKeyReset(log, stored.App.AppId);
        return await ReplaceAsync(userKey, stored, key, cancellationToken);
    }, cancellationToken);

    private async Task<SessionKeyOutcome> WithKeyAsync(UserKey userKey, Func<StoredKey, Task<SessionKeyOutcome>> ask, CancellationToken cancellationToken)
    {
        if (await apps.FindAsync(userKey.AppId, cancellationToken) is not { Enabled: true } app)
        {
            return new SessionKeyOutcome.AppUnknown();
        }

        var credentials = await apps.OpenCredentialsAsync(app, cancellationToken);
        return await users.FindSessionKeysAsync(userKey, cancellationToken) is [var newest, ..] && await apps.OpenSessionKeyAsync(app, userKey, newest, cancellationToken) is { } key
            ? await ask(new(app, credentials, userKey.OpenId, newest, key))
            : new SessionKeyOutcome.UserUnknown();
    }

    /// <summary>
    /// Stores the new key, unless a login has stored another key in the meantime. If that login stored the old, invalid key, tries again.
    /// </summary>
    private async Task<SessionKeyOutcome> ReplaceAsync(UserKey userKey, StoredKey stored, SessionKey key, CancellationToken cancellationToken)
    {
        var asRead = stored.Sealed;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var sealedKey = UserSeal.Seal(stored.Credentials.CurrentDataKey(clock.GetUtcNow()), UserSeal.SessionKeyPurpose, userKey.ToString(), key.Bytes.Span);
            if (await users.ReplaceSessionKeyAsync(userKey, asRead, sealedKey, cancellationToken))
            {
                return new SessionKeyOutcome.Current();
            }

            if (await users.FindSessionKeysAsync(userKey, cancellationToken) is not [var newest, ..])
            {
                return new SessionKeyOutcome.UserUnknown();
            }

            if ((await apps.OpenSessionKeyAsync(stored.App, userKey, newest, cancellationToken))?.Base64 != stored.Key.Base64)
            {
                return new SessionKeyOutcome.Current();
            }

            asRead = newest;
        }

        return new SessionKeyOutcome.Stale();
    }

    private SessionKeyOutcome Refused(App app, WeChatFailure failure)
    {
        if (failure is WeChatFailure.KeyStale)
        {
            return new SessionKeyOutcome.Stale();
        }

        WeChatLog.Failed(log, app.AppId, failure);
        return new SessionKeyOutcome.Failed(failure);
    }

    private sealed record StoredKey(App App, AppCredentials Credentials, string OpenId, byte[] Sealed, SessionKey Key);
}

/// <summary>The result of checking or resetting a user's session_key.</summary>
internal abstract record SessionKeyOutcome
{
    private SessionKeyOutcome()
    {
    }

    /// <summary>The stored key is valid at WeChat. After a reset, it is the new key.</summary>
    public sealed record Current : SessionKeyOutcome;

    /// <summary>WeChat now has another key. The user's next login brings it.</summary>
    public sealed record Stale : SessionKeyOutcome;

    /// <summary>There is no such user, or none of their keys can be decrypted.</summary>
    public sealed record UserUnknown : SessionKeyOutcome;

    /// <summary>The app is not registered or disabled.</summary>
    public sealed record AppUnknown : SessionKeyOutcome;

    public sealed record Failed(WeChatFailure Failure) : SessionKeyOutcome;
}
