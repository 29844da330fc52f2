using Microsoft.Extensions.Logging;
using MiniLogin.Apps;
using MiniLogin.Sessions;
using MiniLogin.WeChat;

namespace MiniLogin.Account;

/// <summary>Asks WeChat who the caller is before an irreversible action, because a stolen token must not be enough.</summary>
internal sealed class IdentityConfirmation(IAppRegistry apps, CodeExchanges codes, TimeProvider clock, ILogger<IdentityConfirmation> log)
{
    private readonly CodeLimits _limits = new(codeIsOfOneUser: false);

    /// <param name="code">A fresh wx.login code.</param>
    /// <exception cref="StoreUnavailableException">The app could not be read.</exception>
    public async Task<IdentityOutcome> ConfirmAsync(Session session, WxCode code, CancellationToken cancellationToken)
    {
        if (await apps.FindAsync(session.AppId, cancellationToken) is not { Enabled: true } app)
        {
            return new IdentityOutcome.AppUnknown();
        }

        switch (_limits.Admit(session, code, clock.GetUtcNow()))
        {
            case CodeAdmission.Rejected:
                AccountLog.CodeRejected(log, app.AppId);
                return new IdentityOutcome.CodeRejected();
            case CodeAdmission.TooMany:
                AccountLog.TooManyCodes(log, app.AppId);
                return new IdentityOutcome.TooManyCodes();
        }

        var credentials = await apps.OpenCredentialsAsync(app, cancellationToken);
        switch (await codes.ExchangeAsync(app, credentials, code, cancellationToken))
        {
            case CodeExchange.Exchanged exchanged when exchanged.OpenId == session.OpenId:
                return new IdentityOutcome.Confirmed();
            case CodeExchange.Failed { Failure: var failure }:
                if (failure is WeChatFailure.CodeRejected)
                {
                    _limits.RememberRejected(session, code, clock.GetUtcNow());
                }

                WeChatLog.Failed(log, app.AppId, failure);
                return new IdentityOutcome.Failed(failure);
            default:
                _limits.RememberRejected(session, code, clock.GetUtcNow());
                WeChatLog.CodeRejected(log, app.AppId);
                return new IdentityOutcome.CodeRejected();
        }
    }
}

/// <summary>Whether the caller is the user of the session.</summary>
internal abstract record IdentityOutcome
{
    private IdentityOutcome()
    {
    }

    public sealed record Confirmed : IdentityOutcome;

    /// <summary>The code belongs to another user.</summary>
    public sealed record CodeRejected : IdentityOutcome;

    /// <summary>The user sent too many codes within a minute.</summary>
    public sealed record TooManyCodes : IdentityOutcome;

    /// <summary>The app is no longer registered, or is disabled.</summary>
    public sealed record AppUnknown : IdentityOutcome;

    public sealed record Failed(WeChatFailure Failure) : IdentityOutcome;
}
