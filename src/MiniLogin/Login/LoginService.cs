using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using MiniLogin.Apps;
using MiniLogin.Sessions;
using MiniLogin.Users;
using MiniLogin.WeChat;

namespace MiniLogin.Login;

/// <summary>
/// Turns a wx.login code into a session: one call to WeChat, one write to the user, one write of the session.
/// Safe to send again.
/// </summary>
public sealed class LoginService
{
    /// <summary>How long the session a login replaces goes on: for the requests that are already under way.</summary>
    private static readonly TimeSpan ReplacedGrace = TimeSpan.FromSeconds(60);

    private readonly IAppRegistry _apps;
    private readonly WeChatClient _weChat;
    private readonly IUserStore _users;
    private readonly ISessionStore _sessions;
    private readonly SessionList _list;
    private readonly LoginRepetition _repetition;
    private readonly LoginGate _gate;
    private readonly MiniLoginOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<LoginService> _log;

    internal LoginService(IAppRegistry apps, WeChatClient weChat, IUserStore users, ISessionStore sessions, SessionList list, LoginRepetition repetition, LoginGate gate, MiniLoginOptions options, TimeProvider clock, ILogger<LoginService> log)
    {
        _apps = apps;
        _weChat = weChat;
        _users = users;
        _sessions = sessions;
        _list = list;
        _repetition = repetition;
        _gate = gate;
        _options = options;
        _clock = clock;
        _log = log;
    }

    /// <exception cref="StoreUnavailableException">The login may be sent again; the code is then likely used up.</exception>
    public async Task<LoginOutcome> LogInAsync(LoginRequest request, CancellationToken cancellationToken)
    {
        if (LoginLimits.Check(request) is { } invalid)
        {
            Log.RequestInvalid(_log, invalid.Field, invalid.Reason);
            return invalid;
        }

        var appId = request.AppId ?? request.Referer?.AppId ?? _options.DefaultAppId;
        if (appId.Length == 0 || await _apps.FindAsync(appId, cancellationToken) is not { Enabled: true } app)
        {
            Log.AppUnknown(_log, appId);
            return new LoginOutcome.AppUnknown();
        }

        var credentials = await _apps.OpenCredentialsAsync(app, cancellationToken);
        var outcome = await ExchangeAsync(app, credentials, request, cancellationToken);
        if (outcome is LoginOutcome.LoggedIn loggedIn)
        {
            await EndPresentedAsync(request.Presented, loggedIn.Session, cancellationToken);
        }

        return outcome;
    }

    private async Task<LoginOutcome> ExchangeAsync(App app, AppCredentials credentials, LoginRequest request, CancellationToken cancellationToken)
    {
        if (_gate.Refuse(app.AppId, request, _clock.GetUtcNow()) is { } refused)
        {
            Log.Shed(_log, app.AppId, refused);
            return refused;
        }

        var exchange = await _weChat.ExchangeCodeAsync(app, credentials, request.Code!, cancellationToken);
        if (exchange is CodeExchange.Exchanged exchanged)
        {
            return await OpenAsync(app, credentials, request, exchanged, cancellationToken);
        }

        if (exchange is CodeExchange.CodeUsed or CodeExchange.CodeInvalid
            && await RepeatAsync(app, credentials, request, wait: exchange is CodeExchange.CodeUsed, cancellationToken) is { } repeated)
        {
            return repeated;
        }

        if (exchange is CodeExchange.CodeInvalid)
        {
            _gate.RememberRejected(app.AppId, request, _clock.GetUtcNow());
        }

        return ExchangeRefusal.Of(exchange, app, _log);
    }

    private async Task<LoginOutcome> OpenAsync(App app, AppCredentials credentials, LoginRequest request, CodeExchange.Exchanged exchanged, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow().Floor();
        var userKey = User.KeyOf(app.AppId, exchanged.OpenId);
        var proven = request.Profile.IsEmpty ? new(null, null) : ProfileProof.Verify(request.Profile, app.AppId, exchanged.OpenId, exchanged.SessionKey);
        if (proven is null)
        {
            Log.ProfileRejected(_log, app.AppId);
        }

        var unionId = exchanged.UnionId ?? proven?.UnionId;
        var sealedKey = UserSeal.Seal(credentials.CurrentDataKey(now), UserSeal.SessionKeyPurpose, userKey, exchanged.SessionKey.Bytes.Span);
        var login = new UserLogin(app.AppId, exchanged.OpenId, unionId, proven?.Profile, sealedKey, now, _options.LoginsPerUserAndMinute);
        if (await _users.RecordLoginAsync(login, cancellationToken) is not { } user)
        {
            Log.TooManyLogins(_log, app.AppId);
            return new LoginOutcome.TooManyLogins();
        }

        if (user.IsBlocked)
        {
            Log.UserBlocked(_log, app.AppId);
            return new LoginOutcome.UserBlocked();
        }

        // This login's write to the user came after the end of all sessions, whatever the clocks say.
        if (user.SessionsEndedAt >= now)
        {
            now = user.SessionsEndedAt.Value.AddSeconds(1);
        }

        var salt = RandomNumberGenerator.GetBytes(TokenDerivation.SaltSize);
        var token = TokenDerivation.Token(credentials.CurrentTokenKey(now), app.AppId, request.Code!, request.Nonce ?? "", salt);
        var session = NewSession(token.Id, user, request, now);
        if (!await _sessions.CreateAsync(new(session, token.SecretHash(), salt), cancellationToken))
        {
            // The first answer to this write was lost, or this code was exchanged twice.
            return await RepeatAsync(app, credentials, request, wait: false, cancellationToken)
                ?? ExchangeRefusal.Of(new CodeExchange.CodeUsed(), app, _log);
        }

        await _list.CapAsync(user, cancellationToken);
        Log.Succeeded(_log, app.AppId, session.Id, user.LoginCount);
        return new LoginOutcome.LoggedIn(session, token, user, ProfileRejected: proven is null);
    }

    private Session NewSession(string id, User user, LoginRequest request, DateTimeOffset now)
    {
        var absoluteEnd = now + _options.SessionAbsoluteLimit;
        var userAgent = request.UserAgent is { Length: > LoginLimits.UserAgent } tooLong ? tooLong[..LoginLimits.UserAgent] : request.UserAgent;
        return new(
            id,
            user.AppId,
            user.OpenId,
            user.UnionId,
            CreatedAt: now,
            LastSeenAt: now,
            ExpiresAt: _options.SessionEnd(now, absoluteEnd),
            absoluteEnd,
            new(userAgent, request.Referer?.Version));
    }

    private async Task<LoginOutcome?> RepeatAsync(App app, AppCredentials credentials, LoginRequest request, bool wait, CancellationToken cancellationToken)
    {
        var repeated = await _repetition.FindAsync(app, credentials, request, wait, cancellationToken);
        if (repeated is not null)
        {
            Log.Repeated(_log, app.AppId, repeated.Session.Id);
        }

        return repeated;
    }

    private async Task EndPresentedAsync(SessionToken? presented, Session current, CancellationToken cancellationToken)
    {
        if (presented is null || presented.Id == current.Id)
        {
            return;
        }

        var now = _clock.GetUtcNow().Floor();
        try
        {
            await _sessions.EndSoonAsync(presented, now + ReplacedGrace, now + SessionService.TombstoneFor, cancellationToken);
        }
        catch (StoreUnavailableException e)
        {
            // The login stands; the replaced session ends at its own limits.
            Log.NotSuperseded(_log, e, presented.Id);
        }
    }
}
