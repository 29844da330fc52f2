using System.Text.Json;
using Microsoft.Extensions.Logging;
using MiniLogin.Apps;
using MiniLogin.Login;
using MiniLogin.Sessions;
using MiniLogin.WeChat;

namespace MiniLogin.Users;

/// <summary>
/// Binds the phone number that a user hands over by a button with open-type getPhoneNumber. It lies sealed in their row.
/// A call that WeChat answers costs ¥0.03.
/// </summary>
public sealed class PhoneService
{
    private readonly IAppRegistry _apps;
    private readonly AuthorizedWeChatClient _weChat;
    private readonly IUserStore _users;
    private readonly TimeProvider _clock;
    private readonly ILogger<PhoneService> _log;

    internal PhoneService(IAppRegistry apps, AuthorizedWeChatClient weChat, IUserStore users, TimeProvider clock, ILogger<PhoneService> log)
    {
        _apps = apps;
        _weChat = weChat;
        _users = users;
        _clock = clock;
        _log = log;
    }

    /// <summary>One read of the user, one call to WeChat, one write. A number bound before is replaced.</summary>
    /// <param name="code">Of the button, not of wx.login. Whose it is WeChat knows: the number is of whoever pressed.</param>
    /// <exception cref="StoreUnavailableException">The code is likely used up: the user presses the button again.</exception>
    public async Task<PhoneOutcome> BindAsync(Session session, string? code, CancellationToken cancellationToken)
    {
        if (LoginLimits.Check(new LoginRequest { Code = code }) is { } invalid)
        {
            return new PhoneOutcome.RequestInvalid(invalid.Field, invalid.Reason);
        }

        if (await _users.FindOwnerAsync(session, cancellationToken) is not { } user
            || await _apps.FindAsync(session.AppId, cancellationToken) is not { Enabled: true } app)
        {
            return new PhoneOutcome.SessionInvalid();
        }

        var credentials = await _apps.OpenCredentialsAsync(app, cancellationToken);
        return await _weChat.GetPhoneNumberAsync(app, credentials, code!, cancellationToken) switch
        {
            WeChatReply<PhoneNumberAnswer>.Good { Answer.PhoneInfo: var info } => await KeepAsync(app, credentials, user, info, cancellationToken),
            WeChatReply<PhoneNumberAnswer>.Failed { Trouble: var trouble } => Refused(app, trouble),
            _ => throw new InvalidOperationException("No such reply."),
        };
    }

    /// <summary>The user's phone number; null when none is bound, or there is no such user.</summary>
    /// <param name="userKey"><c>appId#openId</c>.</param>
    /// <exception cref="StoreUnavailableException">It could not be read.</exception>
    public async Task<BoundPhone?> FindAsync(string userKey, CancellationToken cancellationToken) =>
        await _users.FindAsync(userKey, cancellationToken) is { } user ? await OpenAsync(user, cancellationToken) : null;

    /// <summary>The same of a user that was read already.</summary>
    /// <exception cref="StoreUnavailableException">The app's keys could not be read.</exception>
    public async Task<BoundPhone?> OpenAsync(User user, CancellationToken cancellationToken)
    {
        if (user.SealedPhone is not { } sealedPhone || await _apps.FindAsync(user.AppId, cancellationToken) is not { } app)
        {
            return null;
        }

        return await _apps.OpenSealAsync(app, UserSeal.PhonePurpose, user.UserKey, sealedPhone, cancellationToken) is { } json
            ? JsonSerializer.Deserialize(json, PhoneJson.Default.BoundPhone)
            : null;
    }

    private async Task<PhoneOutcome> KeepAsync(App app, AppCredentials credentials, User user, PhoneNumberAnswer.Info? info, CancellationToken cancellationToken)
    {
        if (info is not { PhoneNumber.Length: > 0 and <= 32, PurePhoneNumber.Length: > 0 and <= 32, CountryCode.Length: > 0 and <= 8 } || info.Watermark?.AppId != app.AppId)
        {
            WeChat.Log.Unusable(_log, "getuserphonenumber", app.AppId, "it has no phone number for this app");
            return Refused(app, new WeChatTrouble.Unavailable());
        }

        var phone = new BoundPhone(info.PhoneNumber, info.PurePhoneNumber, info.CountryCode);
        var json = JsonSerializer.SerializeToUtf8Bytes(phone, PhoneJson.Default.BoundPhone);
        if (!await _users.BindPhoneAsync(user.UserKey, UserSeal.Seal(credentials.CurrentDataKey(_clock.GetUtcNow()), UserSeal.PhonePurpose, user.UserKey, json), cancellationToken))
        {
            return new PhoneOutcome.SessionInvalid();
        }

        Log.PhoneBound(_log, app.AppId);
        return new PhoneOutcome.Bound(phone);
    }

    private PhoneOutcome Refused(App app, WeChatTrouble trouble)
    {
        // 40013 here: the code was made for another app. The app's own id is good, or there were no access_token.
        if (trouble is WeChatTrouble.Refused { ErrCode: ErrCode.CodeInvalid or ErrCode.CodeUsed or ErrCode.InvalidAppId })
        {
            Log.PhoneCodeRejected(_log, app.AppId);
            return new PhoneOutcome.CodeRejected();
        }

        WeChat.Log.Trouble(_log, app.AppId, trouble);
        return trouble switch
        {
            WeChatTrouble.Quota => new PhoneOutcome.WeChatQuota(),
            WeChatTrouble.Misconfigured => new PhoneOutcome.AppMisconfigured(),
            _ => new PhoneOutcome.WeChatUnavailable(),
        };
    }
}
