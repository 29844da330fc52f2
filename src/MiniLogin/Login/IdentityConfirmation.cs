using Microsoft.Extensions.Logging;
using MiniLogin.Apps;
using MiniLogin.Sessions;
using MiniLogin.WeChat;

namespace MiniLogin.Login;

/// <summary>Asks WeChat once more who is there, before what cannot be taken back: a stolen token alone is not enough.</summary>
public sealed class IdentityConfirmation
{
    private readonly IAppRegistry _apps;
    private readonly WeChatClient _weChat;
    private readonly ILogger<IdentityConfirmation> _log;

    internal IdentityConfirmation(IAppRegistry apps, WeChatClient weChat, ILogger<IdentityConfirmation> log)
    {
        _apps = apps;
        _weChat = weChat;
        _log = log;
    }

    /// <param name="code">A fresh wx.login code.</param>
    /// <returns>Null when the code is of the session's own user; else why it does not confirm.</returns>
    /// <exception cref="StoreUnavailableException">The app could not be read.</exception>
    public async Task<LoginOutcome?> RefuseAsync(Session session, string? code, CancellationToken cancellationToken)
    {
        if (LoginLimits.Check(new LoginRequest { Code = code }) is { } invalid)
        {
            return invalid;
        }

        if (await _apps.FindAsync(session.AppId, cancellationToken) is not { Enabled: true } app)
        {
            return new LoginOutcome.AppUnknown();
        }

        var credentials = await _apps.OpenCredentialsAsync(app, cancellationToken);
        return await _weChat.ExchangeCodeAsync(app, credentials, code!, cancellationToken) switch
        {
            CodeExchange.Exchanged exchanged when exchanged.OpenId == session.OpenId => null,
            CodeExchange.Exchanged => ExchangeRefusal.Of(new CodeExchange.CodeInvalid(), app, _log),
            var refused => ExchangeRefusal.Of(refused, app, _log),
        };
    }
}
