using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using MiniLogin.Apps;
using MiniLogin.Secrets;
using MiniLogin.Sessions;
using MiniLogin.Users;
using MiniLogin.WeChat;

namespace MiniLogin.Login;

/// <summary>
/// Turns a login code into a session. Costs one call to WeChat or WeCom, one write of the user and one write of the session; with a phone
/// code one more call and one more write of the user. Safe to retry.
/// </summary>
internal sealed class LoginService(IAppRegistry apps, CodeExchanges codes, IUserStore users, ISessionStore sessions, UserSessions userSessions, LoginReplay replay, LoginPhoneBinding phone, MiniLoginOptions options, TimeProvider clock, ILogger<LoginService> log)
{
    /// <summary>How long a session lasts after a login replaced it, for requests that are in progress.</summary>
    private static readonly TimeSpan ReplacedGrace = TimeSpan.FromSeconds(60);

    // WeChat need not be asked about these codes again. A rejected code leads to no session, whatever the nonce. A used code has a
    // session, which the login with its nonce still gets.
    private readonly RecentCodes _rejected = new();
    private readonly RecentCodes _used = new();

    /// <exception cref="StoreUnavailableException">The login may be retried. The code is probably used up.</exception>
    public async Task<LoginOutcome> LogInAsync(LoginRequest request, CancellationToken cancellationToken)
    {
        if (!LoginLimits.TryValidate(request, out var code, out var invalid))
        {
            LoginLog.RequestInvalid(log, invalid.Field, invalid.Reason);
            return invalid;
        }

        var appId = request.AppId is null ? request.Referer?.AppId ?? options.GetDefaultApp() : AppId.TryParse(request.AppId, out var named) ? named : null;
        if (appId is null || await apps.FindAsync(appId, cancellationToken) is not { Enabled: true } app)
        {
            LoginLog.AppUnknown(log, request.AppId ?? appId?.ToString());
            return new LoginOutcome.AppUnknown();
        }

        var credentials = await apps.OpenCredentialsAsync(app, cancellationToken);
        var outcome = await ExchangeAsync(app, credentials, request, code, cancellationToken);
        if (outcome is not LoginOutcome.LoggedIn loggedIn)
        {
            return outcome;
        }

        await EndPresentedAsync(request.Presented, loggedIn.Session, cancellationToken);
        return request.PhoneCode is { } phoneCode ? loggedIn with { Phone = await phone.BindAsync(app, loggedIn, phoneCode, cancellationToken) } : loggedIn;
    }

    private async Task<LoginOutcome> ExchangeAsync(App app, AppCredentials credentials, LoginRequest request, WxCode code, CancellationToken cancellationToken)
    {
        if (_rejected.Contain(app.AppId, code, clock.GetUtcNow()))
        {
            LoginLog.CodeRejected(log, app.AppId);
            return new LoginOutcome.Failed(new WeChatFailure.CodeRejected(IsUsed: false, IsResent: false));
        }

        var isKnown = _used.Contain(app.AppId, code, clock.GetUtcNow());
        var exchange = isKnown ? new CodeExchange.Failed(new WeChatFailure.CodeRejected(IsUsed: true, IsResent: false)) : await codes.ExchangeAsync(app, credentials, code, cancellationToken);
        if (exchange is CodeExchange.Exchanged exchanged)
        {
            return await RecordLoginAsync(app, credentials, request, code, exchanged, cancellationToken);
        }

        var failure = ((CodeExchange.Failed)exchange).Failure;
        if (failure is WeChatFailure.CodeRejected rejected)
        {
            // If this login may have used the code itself, no parallel one is expected to.
            var replayed = await ReplayAsync(app, credentials, request, code, wait: !isKnown && rejected is { IsUsed: true, IsResent: false }, cancellationToken);
            Remember(app, code, replayed, rejected);
            if (replayed is ReplayOutcome.Found found)
            {
                return found.Login;
            }
        }

        return Failed(app, failure);
    }

    /// <summary>A code that a parallel login may have used is remembered as rejected only after the full wait for that login.</summary>
    private void Remember(App app, WxCode code, ReplayOutcome replayed, WeChatFailure.CodeRejected rejected)
    {
        if (replayed is not ReplayOutcome.None)
        {
            _used.Add(app.AppId, code, clock.GetUtcNow());
        }
        else if (!rejected.IsResent)
        {
            _rejected.Add(app.AppId, code, clock.GetUtcNow());
        }
    }

    private async Task<LoginOutcome> RecordLoginAsync(App app, AppCredentials credentials, LoginRequest request, WxCode code, CodeExchange.Exchanged exchanged, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().Floor();
        var userKey = new UserKey(app.AppId, exchanged.OpenId);
        var proven = request.Profile.IsEmpty ? new(null, null) : ProfileProof.Verify(request.Profile, app, exchanged.OpenId, exchanged.SessionKey);
        if (proven is null)
        {
            LoginLog.ProfileRejected(log, app.AppId);
        }

        var unionId = exchanged.UnionId ?? proven?.UnionId;
        var sealedKey = UserSeal.Seal(credentials.CurrentDataKey(now), UserSeal.SessionKeyPurpose, userKey.ToString(), exchanged.SessionKey.Bytes.Span);
        var personId = app.LinksByUnionId && unionId is not null ? credentials.PersonKey?.PersonId(unionId) : null;
        var login = new UserLogin(userKey, unionId, UserProfile.From(proven?.Profile), sealedKey, now, options.LoginsPerUserAndMinute, personId);
        switch (await users.RecordLoginAsync(login, cancellationToken))
        {
            case RecordedLogin.Recorded recorded:
                return await CreateSessionAsync(app, credentials, request, code, recorded.User, proven, cancellationToken);
            case RecordedLogin.Blocked:
                WeChatLog.UserBlocked(log, app.AppId);
                return new LoginOutcome.UserBlocked();
            default:
                LoginLog.TooManyLogins(log, app.AppId);
                return new LoginOutcome.TooManyLogins();
        }
    }

    private async Task<LoginOutcome> CreateSessionAsync(App app, AppCredentials credentials, LoginRequest request, WxCode code, User user, ProvenProfile? proven, CancellationToken cancellationToken)
    {
        // This login comes after the operator has ended all sessions of the app, even if the clocks say otherwise.
        var now = clock.GetUtcNow().Floor();
        now = app.HasEnded(now) ? app.SessionsEndedAt!.Value.AddSeconds(1) : now;
        var salt = RandomNumberGenerator.GetBytes(TokenDerivation.SaltSize);
        var token = TokenDerivation.Token(credentials.CurrentTokenKey(now), app.AppId, code, request.Nonce ?? "", salt);
        var session = NewSession(token.Id, user, request, now);
        if (!await sessions.CreateAsync(new(session, token.SecretHash(), salt), cancellationToken))
        {
            // The response to the first attempt of this write was lost, or the code was exchanged twice.
            // Only in the first case the token is this one, because the salt is random. Then nobody else has created the session.
            return await ReplayAsync(app, credentials, request, code, wait: false, cancellationToken) is ReplayOutcome.Found found
                ? found.Login with { IsReplay = !found.Login.Token.Matches(token.SecretHash()) }
                : Failed(app, new WeChatFailure.CodeRejected(IsUsed: true, IsResent: false));
        }

        await userSessions.CapAsync(user, cancellationToken);
        LoginLog.Succeeded(log, app.AppId, session.Id, user.LoginCount);
        return new LoginOutcome.LoggedIn(session, token, user, ProfileRejected: proven is null, proven?.Profile);
    }

    private LoginOutcome.Failed Failed(App app, WeChatFailure failure)
    {
        WeChatLog.Failed(log, app.AppId, failure);
        return new(failure);
    }

    private Session NewSession(string id, User user, LoginRequest request, DateTimeOffset now)
    {
        var absoluteEnd = now + options.SessionAbsoluteLimit;
        var userAgent = request.UserAgent is { Length: > LoginLimits.UserAgent } tooLong ? tooLong[..LoginLimits.UserAgent] : request.UserAgent;
        return new(
            id,
            user.AppId,
            user.OpenId,
            user.UnionId,
            CreatedAt: now,
            LastSeenAt: now,
            ExpiresAt: options.SessionEnd(now, absoluteEnd),
            absoluteEnd,
            new(userAgent, request.Referer?.Version))
        {
            PersonId = user.PersonId,
            SecurityStamp = user.SecurityStamp,
        };
    }

    private async Task<ReplayOutcome> ReplayAsync(App app, AppCredentials credentials, LoginRequest request, WxCode code, bool wait, CancellationToken cancellationToken)
    {
        var replayed = await replay.FindAsync(app, credentials, request, code, wait, cancellationToken);
        if (replayed is ReplayOutcome.Found found)
        {
            LoginLog.Repeated(log, app.AppId, found.Login.Session.Id);
        }

        return replayed;
    }

    private async Task EndPresentedAsync(SessionToken? presented, Session current, CancellationToken cancellationToken)
    {
        if (presented is null || presented.Id == current.Id)
        {
            return;
        }

        var now = clock.GetUtcNow().Floor();
        try
        {
            await sessions.EndSoonAsync(presented, now + ReplacedGrace, now + SessionService.TombstoneFor, cancellationToken);
        }
        catch (StoreUnavailableException e)
        {
            // The login succeeded. The replaced session ends at its own limits.
            LoginLog.NotSuperseded(log, e, presented.Id);
        }
    }
}

/// <summary>The result of a login.</summary>
internal abstract record LoginOutcome
{
    private LoginOutcome()
    {
    }

    /// <param name="ProfileRejected">A profile was sent and failed verification.</param>
    /// <param name="Proven">The profile as WeChat gave it, also an anonymous one, which is not stored. Null if none was sent.</param>
    public sealed record LoggedIn(Session Session, SessionToken Token, User User, bool ProfileRejected, DecryptedProfile? Proven = null) : LoginOutcome
    {
        /// <summary>Another attempt of this login created the session.</summary>
        public bool IsReplay { get; init; }

        /// <summary>Null if no phone code was sent.</summary>
        public LoginPhone? Phone { get; init; }
    }

    /// <param name="Field">The name of the field in <c>POST /login</c>, as in <see cref="LoginRequest"/>.</param>
    /// <param name="Reason">Follows the field's name: "is missing".</param>
    public sealed record RequestInvalid(string Field, string Reason) : LoginOutcome;

    /// <summary>The operator blocks this user.</summary>
    public sealed record UserBlocked : LoginOutcome;

    /// <summary>This user has logged in too often within the minute.</summary>
    public sealed record TooManyLogins : LoginOutcome;

    /// <summary>The app is not registered or disabled, or the request names none.</summary>
    public sealed record AppUnknown : LoginOutcome;

    public sealed record Failed(WeChatFailure Failure) : LoginOutcome;
}
