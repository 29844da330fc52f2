using System.Text.Json;
using System.Text.Json.Serialization;
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

    /// <summary>Costs one read of the user, one call to WeChat and one write. Replaces a number that was bound before.</summary>
    /// <param name="code">From the button, not from wx.login. WeChat returns the number of whoever pressed the button.</param>
    /// <exception cref="StoreUnavailableException">The code is probably used up. The user must press the button again.</exception>
    public async Task<PhoneOutcome> BindAsync(Session session, string? code, CancellationToken cancellationToken)
    {
        if (!WxCode.TryParse(code, out var parsed, out var error))
        {
            return new PhoneOutcome.RequestInvalid("code", error);
        }

        switch (_limits.Admit(session, parsed, clock.GetUtcNow()))
        {
            case CodeAdmission.Rejected:
                AccountLog.CodeRejected(log, session.AppId);
                return new PhoneOutcome.Failed(new WeChatFailure.CodeRejected(IsUsed: false, IsResent: false));
            case CodeAdmission.TooMany:
                AccountLog.TooManyCodes(log, session.AppId);
                return new PhoneOutcome.TooManyCodes();
        }

        if (await sessions.FindUserAsync(session, cancellationToken) is not { } user
            || await apps.FindAsync(session.AppId, cancellationToken) is not { Enabled: true } app)
        {
            return new PhoneOutcome.SessionInvalid();
        }

        var credentials = await apps.OpenCredentialsAsync(app, cancellationToken);
        PhoneOutcome outcome = await weChat.GetPhoneNumberAsync(app, credentials, session.OpenId, parsed, cancellationToken) switch
        {
            WeChatReply<PhoneNumberAnswer>.Good { Answer.PhoneInfo: var info } => await SaveAsync(app, credentials, user, info, cancellationToken),
            WeChatReply<PhoneNumberAnswer>.Failed { Failure: var failure } => Failed(app, failure),
            _ => throw new InvalidOperationException("Unknown reply."),
        };
        if (outcome is PhoneOutcome.Failed { Failure: WeChatFailure.CodeRejected })
        {
            _limits.RememberRejected(session, parsed, clock.GetUtcNow());
        }

        return outcome;
    }

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

    private async Task<PhoneOutcome> SaveAsync(App app, AppCredentials credentials, User user, PhoneNumberAnswer.Info? info, CancellationToken cancellationToken)
    {
        if (info is not { PhoneNumber.Length: > 0 and <= 32, PurePhoneNumber.Length: > 0 and <= 32, CountryCode.Length: > 0 and <= 8 } || info.Watermark?.AppId != app.AppId.ToString())
        {
            WeChatLog.Unusable(log, WeChatApi.GetUserPhoneNumber, app.AppId, "it has no phone number for this app");
            return Failed(app, new WeChatFailure.Unavailable());
        }

        var phone = new BoundPhone(info.PhoneNumber, info.PurePhoneNumber, info.CountryCode);
        var json = JsonSerializer.SerializeToUtf8Bytes(phone, PhoneJson.Default.BoundPhone);
        if (!await users.BindPhoneAsync(user.Key, UserSeal.Seal(credentials.CurrentDataKey(clock.GetUtcNow()), UserSeal.PhonePurpose, user.Key.ToString(), json), cancellationToken))
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

/// <summary>A user's phone number, as confirmed by WeChat. Show it only to that user; <see cref="ToString"/> does not show it.</summary>
/// <param name="PhoneNumber">With the country code in front if it is not a mainland number.</param>
/// <param name="PurePhoneNumber">Without the country code.</param>
/// <param name="CountryCode">Digits: <c>86</c>.</param>
internal sealed record BoundPhone(
    [property: JsonPropertyName("phoneNumber")] string PhoneNumber,
    [property: JsonPropertyName("purePhoneNumber")] string PurePhoneNumber,
    [property: JsonPropertyName("countryCode")] string CountryCode)
{
    public override string ToString() => "phone number";
}

[JsonSerializable(typeof(BoundPhone))]
internal sealed partial class PhoneJson : JsonSerializerContext;

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

    public sealed record Failed(WeChatFailure Failure) : PhoneOutcome;
}
