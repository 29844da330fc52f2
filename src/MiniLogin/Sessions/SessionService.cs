using Microsoft.Extensions.Logging;
using MiniLogin.Apps;
using MiniLogin.Users;

namespace MiniLogin.Sessions;

/// <summary>Checks and ends sessions. A check costs one read. At most once an hour per session, it costs another read and a write.</summary>
public sealed class SessionService
{
    /// <summary>How long the id of an ended session stays taken: longer than the 5 minutes in which its login may be retried.</summary>
    internal static readonly TimeSpan TombstoneFor = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan ExtendEvery = TimeSpan.FromHours(1);

    private readonly ISessionStore _sessions;
    private readonly IUserStore _users;
    private readonly IAppRegistry _apps;
    private readonly MiniLoginOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<SessionService> _log;

    internal SessionService(ISessionStore sessions, IUserStore users, IAppRegistry apps, MiniLoginOptions options, TimeProvider clock, ILogger<SessionService> log)
    {
        _sessions = sessions;
        _users = users;
        _apps = apps;
        _options = options;
        _clock = clock;
        _log = log;
    }

    /// <summary>
    /// Returns the live session of this token. Extends it if it was last extended at least an hour ago, or at least a quarter of the
    /// idle limit if that is shorter.
    /// </summary>
    /// <exception cref="StoreUnavailableException">
    /// The session could not be read. Or its user could not be read for so long that a blocked or deleted user would keep using it.
    /// </exception>
    public async Task<SessionCheck> ValidateAsync(SessionToken? token, CancellationToken cancellationToken)
    {
        if (token is null)
        {
            return new SessionCheck.Invalid();
        }

        var now = _clock.GetUtcNow().Floor();
        if (await _sessions.FindAsync(token.Id, cancellationToken) is not StoredSession found || !token.Matches(found.SecretHash) || !found.IsLive(now))
        {
            return new SessionCheck.Invalid();
        }

        if (!await IsOfLiveAppAsync(found.Session, cancellationToken))
        {
            return new SessionCheck.Invalid();
        }

        if (now - found.Session.LastSeenAt < ExtendAfter)
        {
            return new SessionCheck.Valid(found.Session);
        }

        return await ExtendAsync(found, now, cancellationToken) is { } session ? new SessionCheck.Valid(session) : new SessionCheck.Invalid();
    }

    /// <summary>Ends the session of this token permanently. Returns false if there was no live session.</summary>
    /// <exception cref="StoreUnavailableException">The session may or may not have ended; retrying is safe.</exception>
    public async Task<bool> EndAsync(SessionToken? token, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow().Floor();
        if (token is null || !await _sessions.EndAsync(token, now, now + TombstoneFor, cancellationToken))
        {
            return false;
        }

        SessionLog.Ended(_log, token.Id);
        return true;
    }

    /// <summary>
    /// Returns the session's user, or null if the user was deleted or blocked, or has ended this session.
    /// The session is invalid then, and its row expires at once. DynamoDB removes the row later: a role that only checks sessions must not
    /// be able to change who the session belongs to, so it cannot remove the user from the row either.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The user could not be read.</exception>
    internal async Task<User?> FindUserAsync(Session session, CancellationToken cancellationToken)
    {
        if (await _users.FindAsync(session.UserKey, cancellationToken) is { } user && session.IsValidFor(user))
        {
            return user;
        }

        var now = _clock.GetUtcNow().Floor();
        try
        {
            if (await _sessions.ExtendAsync(session, session.LastSeenAt, now, cancellationToken))
            {
                SessionLog.Ended(_log, session.Id);
            }
        }
        catch (StoreUnavailableException e)
        {
            // The session is refused all the same. The next call with it tries again.
            SessionLog.StrayNotEnded(_log, e, session.Id);
        }

        return null;
    }

    private async ValueTask<bool> IsOfLiveAppAsync(Session session, CancellationToken cancellationToken)
    {
        if (await _apps.FindAsync(session.AppId, cancellationToken) is not { } app)
        {
            SessionLog.OfUnknownApp(_log, session.Id, session.AppId);
            return false;
        }

        if (!app.Enabled)
        {
            SessionLog.OfDisabledApp(_log, session.Id, session.AppId);
        }

        return app.Enabled && !app.HasEnded(session.CreatedAt);
    }

    private TimeSpan ExtendAfter => _options.SessionIdleLimit / 4 < ExtendEvery ? _options.SessionIdleLimit / 4 : ExtendEvery;

    /// <summary>
    /// Returns the session, extended if possible. Returns null if its user was deleted or blocked, or has ended this session. While the
    /// user cannot be read, the session is trusted until a second extension is due.
    /// </summary>
    private async Task<Session?> ExtendAsync(StoredSession found, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var session = found.Session;
        var expiresAt = _options.SessionEnd(now, session.AbsoluteExpiresAt);
        var isUserKnown = false;
        try
        {
            if (await FindUserAsync(session, cancellationToken) is null)
            {
                return null;
            }

            isUserKnown = true;

            // False: a parallel request extended or ended the session after it was read. If it ended, the next check reports it.
            return !found.IsEnding && await _sessions.ExtendAsync(session, now, expiresAt, cancellationToken)
                ? session with { LastSeenAt = now, ExpiresAt = expiresAt }
                : session;
        }
        catch (StoreUnavailableException e) when (isUserKnown || now - session.LastSeenAt < 2 * ExtendAfter)
        {
            SessionLog.NotExtended(_log, e, session.Id);
            return session;
        }
    }
}

/// <summary>The result of a session check. All reasons for rejection give the same result.</summary>
public abstract record SessionCheck
{
    private SessionCheck()
    {
    }

    public sealed record Valid(Session Session) : SessionCheck;

    public sealed record Invalid : SessionCheck;
}

internal static partial class SessionLog
{
    public static void Ended(ILogger log, string sessionId) => Ended(log, LogEvents.SessionEnded, sessionId);

    public static void NotExtended(ILogger log, Exception exception, string sessionId) => NotExtended(log, exception, LogEvents.SessionNotExtended, sessionId);

    public static void StrayNotEnded(ILogger log, Exception exception, string sessionId) => StrayNotEnded(log, exception, LogEvents.SessionNotEnded, sessionId);

    public static void OfUnknownApp(ILogger log, string sessionId, AppId appId) => OfUnknownApp(log, LogEvents.SessionOfUnknownApp, sessionId, appId.ToString());

    public static void OfDisabledApp(ILogger log, string sessionId, AppId appId) => OfDisabledApp(log, LogEvents.SessionOfDisabledApp, sessionId, appId.ToString());

    public static void AllEnded(ILogger log, int count) => AllEnded(log, LogEvents.SessionsEnded, count);

    public static void NotCapped(ILogger log, Exception exception) => NotCapped(log, exception, LogEvents.SessionsNotCapped);

    [LoggerMessage(LogLevel.Information, "{Event}: {Count} sessions of a user")]
    private static partial void AllEnded(ILogger log, string @event, int count);

    [LoggerMessage(LogLevel.Warning, "{Event}: a user's oldest sessions above the limit could not be ended; a later login tries again")]
    private static partial void NotCapped(ILogger log, Exception exception, string @event);

    [LoggerMessage(LogLevel.Information, "{Event}: session {SessionId}")]
    private static partial void Ended(ILogger log, string @event, string sessionId);

    [LoggerMessage(LogLevel.Warning, "{Event}: session {SessionId} was refused, because the apps table has no app {AppId}")]
    private static partial void OfUnknownApp(ILogger log, string @event, string sessionId, string appId);

    [LoggerMessage(LogLevel.Information, "{Event}: session {SessionId} was refused, because app {AppId} is disabled")]
    private static partial void OfDisabledApp(ILogger log, string @event, string sessionId, string appId);

    [LoggerMessage(LogLevel.Warning, "{Event}: session {SessionId} was refused, but its row could not be ended")]
    private static partial void StrayNotEnded(ILogger log, Exception exception, string @event, string sessionId);

    [LoggerMessage(LogLevel.Warning, "{Event}: session {SessionId} was not extended")]
    private static partial void NotExtended(ILogger log, Exception exception, string @event, string sessionId);
}
