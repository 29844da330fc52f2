using Microsoft.Extensions.Logging;
using MiniLogin.Account;
using MiniLogin.Apps;
using MiniLogin.WeChat;

namespace MiniLogin.Login;

/// <summary>What became of the phone code of a login.</summary>
internal enum LoginPhone
{
    /// <summary>This code has bound the number.</summary>
    Bound,

    /// <summary>WeChat rejected the code. Nothing changed.</summary>
    Rejected,

    /// <summary>
    /// The number is not bound, as far as is known here, and the code may be used up: WeChat or the store failed, there was no time left, or
    /// an earlier attempt of this login had the code and did not finish.
    /// </summary>
    Unavailable,
}

/// <summary>
/// Binds the phone number whose code a login brings. The session exists already, and nothing that happens here fails the login.
/// Only the attempt that created the session sends the code to WeChat, because WeChat takes it once. Whether a code has bound a number is
/// known from the user's row, which names the hash of the code. If the attempt ends between the session and the row, the code is lost:
/// a repeated login answers "unavailable", and the user presses the button again.
/// </summary>
internal sealed class LoginPhoneBinding(PhoneService phones, TimeProvider clock, ILogger<LoginPhoneBinding> log)
{
    /// <summary>Maximum time that this adds to a login: more than the 3 s of one attempt at WeChat, and less than a client waits.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);

    /// <param name="cancellationToken">Ends the binding, not the login: there is still time for the answer.</param>
    public async Task<LoginPhone> BindAsync(App app, LoginOutcome.LoggedIn login, string phoneCode, CancellationToken cancellationToken)
    {
        if (!WxCode.TryParse(phoneCode, out var code, out _))
        {
            return LoginPhone.Rejected;
        }

        if (login.User.PhoneCodeHash == code.Hash(app.AppId, login.User.OpenId))
        {
            return LoginPhone.Bound;
        }

        if (login.IsReplay)
        {
            return LoginPhone.Unavailable;
        }

        using var limit = new CancellationTokenSource(Limit, clock);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await phones.BindNewAsync(app, login.Session, code, linked.Token) switch
            {
                PhoneOutcome.Bound => LoginPhone.Bound,
                PhoneOutcome.Failed { Failure: WeChatFailure.CodeRejected } => LoginPhone.Rejected,
                _ => LoginPhone.Unavailable,
            };
        }
#pragma warning disable CA1031 // The login has succeeded.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LoginLog.PhoneNotBound(log, e, app.AppId);
            return LoginPhone.Unavailable;
        }
    }
}
