using System.Text.Json;
using Microsoft.Extensions.Logging;
using MiniLogin.Apps;
using MiniLogin.Secrets;
using MiniLogin.Sessions;
using MiniLogin.Users;
using MiniLogin.WeChat;

namespace MiniLogin.Account;

/// <summary>
/// Binds the phone number that a user shares by a button with open-type getPhoneNumber. Stores it sealed in the user's row.
/// A call that WeChat answers costs ¥0.03.
/// </summary>
internal sealed class PhoneService(IAppRegistry apps, AuthorizedWeChatClient weChat, SessionService sessions, IUserStore users, TimeProvider clock, ILogger<PhoneService> log)
{
    // WeChat rejects the code of another user's button, which that user may still send.
    private readonly CodeLimits _limits = new(codeIsOfOneUser: true);

    /// <summary>
    /// Costs one read of the user, one call to WeChat and one write; without a code two reads, no call and one write. Replaces a number that
    /// was bound before.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The code is probably used up. The user must press the button again.</exception>
    public async Task<PhoneOutcome> BindAsync(Session session, SentPhone sent, CancellationToken cancellationToken)
    {
        if (!sent.TryValidate(out var code, out var invalid))
        {
            return invalid;
        }

        if (Admit(session, code) is { } refused)
        {
            return refused;
        }

        if (await sessions.FindUserAsync(session, cancellationToken) is null || await apps.FindAsync(session.AppId, cancellationToken) is not { Enabled: true } app)
        {
            return new PhoneOutcome.SessionInvalid();
        }

        if (code is null && !app.Traits().Calls.HasFlag(WeChatApi.GetUserPhoneNumber))
        {
            return Failed(app, new WeChatFailure.NotOffered());
        }

        return code is null
            ? await DecryptAsync(app, session.UserKey, sent, cancellationToken)
            : await ExchangeAsync(app, session, code, cancellationToken);
    }

    /// <summary>Binds a number for a session that was created just now, without reading the user. Costs one call to WeChat and one write.</summary>
    /// <exception cref="StoreUnavailableException">The code is probably used up. The user must press the button again.</exception>
    public async Task<PhoneOutcome> BindNewAsync(App app, Session session, WxCode code, CancellationToken cancellationToken) =>
        Admit(session, code) ?? await ExchangeAsync(app, session, code, cancellationToken);

    /// <summary>Returns the user's phone number, or null if none is bound or there is no such user.</summary>
    /// <param name="userKey"><c>appId#openId</c>.</param>
    /// <exception cref="StoreUnavailableException">The number could not be read.</exception>
    public async Task<BoundPhone?> FindAsync(UserKey userKey, CancellationToken cancellationToken) =>
        await users.FindAsync(userKey, cancellationToken) is { } user ? await DecryptAsync(user, cancellationToken) : null;

    /// <summary>Like <see cref="FindAsync"/>, for a user that was already read.</summary>
    /// <exception cref="StoreUnavailableException">The app's keys could not be read.</exception>
    public async Task<BoundPhone?> DecryptAsync(User user, CancellationToken cancellationToken)
    {
        if (user.SealedPhone is not { } sealedPhone || await apps.FindAsync(user.AppId, cancellationToken) is not { } app)
        {
            return null;
        }

        return await apps.OpenSealAsync(app, UserSeal.PhonePurpose, user.Key.ToString(), sealedPhone, cancellationToken) is { } json
            ? JsonSerializer.Deserialize(json, PhoneJson.Default.BoundPhone)
            : null;
    }

    private PhoneOutcome? Admit(Session session, WxCode? code)
    {
        var now = clock.GetUtcNow();
        switch (code is not null ? _limits.Admit(session, code, now) : _limits.Admit(session, now) ? CodeAdmission.Admitted : CodeAdmission.TooMany)
        {
            case CodeAdmission.Rejected:
                AccountLog.CodeRejected(log, session.AppId);
                return new PhoneOutcome.Failed(new WeChatFailure.CodeRejected(IsUsed: false, IsResent: false));
            case CodeAdmission.TooMany:
                AccountLog.TooManyCodes(log, session.AppId);
                return new PhoneOutcome.TooManyCodes();
            default:
                return null;
        }
    }

    private async Task<PhoneOutcome> ExchangeAsync(App app, Session session, WxCode code, CancellationToken cancellationToken)
    {
        var credentials = await apps.OpenCredentialsAsync(app, cancellationToken);
        switch (await weChat.GetPhoneNumberAsync(app, credentials, session.OpenId, code, cancellationToken))
        {
            case WeChatReply<PhoneNumberAnswer>.Good { Answer.PhoneInfo: { } info } when info.IsFor(app.AppId):
                return await SaveAsync(app, credentials, session.UserKey, info, code.Hash(app.AppId, session.OpenId), cancellationToken);
            case WeChatReply<PhoneNumberAnswer>.Failed { Failure: var failure }:
                if (failure is WeChatFailure.CodeRejected)
                {
                    _limits.RememberRejected(session, code, clock.GetUtcNow());
                }

                return Failed(app, failure);
            default:
                WeChatLog.Unusable(log, WeChatApi.GetUserPhoneNumber, app.AppId, "it has no phone number for this app");
                return Failed(app, new WeChatFailure.Unavailable());
        }
    }

    /// <summary>Tries the newest two session_keys of the user: a wx.login after the tap may have replaced the one that encrypted the number.</summary>
    private async Task<PhoneOutcome> DecryptAsync(App app, UserKey userKey, SentPhone sent, CancellationToken cancellationToken)
    {
        foreach (var sealedKey in await users.FindSessionKeysAsync(userKey, cancellationToken) ?? [])
        {
            if (await apps.OpenSessionKeyAsync(app, userKey, sealedKey, cancellationToken) is { } key
                && PhoneProof.Verify(sent.EncryptedData!, sent.Iv!, app.AppId, key, clock.GetUtcNow()) is { } info)
            {
                return await SaveAsync(app, await apps.OpenCredentialsAsync(app, cancellationToken), userKey, info, codeHash: null, cancellationToken);
            }
        }

        AccountLog.PhoneRejected(log, app.AppId);
        return new PhoneOutcome.Rejected();
    }

    private async Task<PhoneOutcome> SaveAsync(App app, AppCredentials credentials, UserKey userKey, PhoneNumberAnswer.Info info, string? codeHash, CancellationToken cancellationToken)
    {
        var phone = new BoundPhone(info.PhoneNumber!, info.PurePhoneNumber!, info.CountryCode!);
        var json = JsonSerializer.SerializeToUtf8Bytes(phone, PhoneJson.Default.BoundPhone);
        var sealedPhone = UserSeal.Seal(credentials.CurrentDataKey(clock.GetUtcNow()), UserSeal.PhonePurpose, userKey.ToString(), json);
        if (!await users.BindPhoneAsync(userKey, new(sealedPhone, credentials.PhoneKey?.Hash(phone.ToDigits()), codeHash), cancellationToken))
        {
            return new PhoneOutcome.SessionInvalid();
        }

        AccountLog.PhoneBound(log, app.AppId);
        return new PhoneOutcome.Bound(phone);
    }

    private PhoneOutcome.Failed Failed(App app, WeChatFailure failure)
    {
        WeChatLog.Failed(log, app.AppId, failure);
        return new(failure);
    }
}

/// <summary>The result of binding a phone number.</summary>
internal abstract record PhoneOutcome
{
    private PhoneOutcome()
    {
    }

    public sealed record Bound(BoundPhone Phone) : PhoneOutcome;

    /// <param name="Reason">Follows the field's name: "is missing".</param>
    public sealed record RequestInvalid(string Field, string Reason) : PhoneOutcome;

    /// <summary>The session's user was deleted or blocked, or has ended this session, or the app is disabled.</summary>
    public sealed record SessionInvalid : PhoneOutcome;

    /// <summary>The user sent too many codes within a minute.</summary>
    public sealed record TooManyCodes : PhoneOutcome;

    /// <summary>encryptedData and iv do not verify. There is one answer for all causes.</summary>
    public sealed record Rejected : PhoneOutcome;

    public sealed record Failed(WeChatFailure Failure) : PhoneOutcome;
}
