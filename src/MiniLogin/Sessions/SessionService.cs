using Microsoft.Extensions.Logging;
using MiniLogin.Apps;
using MiniLogin.Users;

namespace MiniLogin.Sessions;

/// <summary>Checks and ends sessions. A check costs one read and, at most once an hour for a session, another read and a write.</summary>
public sealed class SessionService
{
    /// <summary>How long an ended session's id stays taken: longer than the 5 minutes in which its login may be sent again.</summary>
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

    /// <summary>The live session of this token, extended if an hour has passed since the last time.</summary>
    /// <exception cref="StoreUnavailableException">It could not be read.</exception>
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

        if (await _apps.FindAsync(found.Session.AppId, cancellationToken) is not { Enabled: true })
        {
            return new SessionCheck.Invalid();
        }

        if (!IsExtensionDue(found, now))
        {
            return new SessionCheck.Valid(found.Session);
        }

        return await ExtendAsync(found.Session, now, cancellationToken) is { } session ? new SessionCheck.Valid(session) : new SessionCheck.Invalid();
    }

    /// <summary>Ends the session of this token, for good. Answers what it was: ended now, or not live.</summary>
    /// <exception cref="StoreUnavailableException">Nothing is known of the write; ending it again is safe.</exception>
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

    /// <summary>The session's user; null if they were deleted or blocked, or have ended this session: it is not valid then.</summary>
    /// <exception cref="StoreUnavailableException">The user could not be read.</exception>
    internal async Task<User?> FindUserAsync(Session session, CancellationToken cancellationToken) =>
        await _users.FindAsync(session.UserKey, cancellationToken) is { } user && session.IsValidFor(user) ? user : null;

    private bool IsExtensionDue(StoredSession found, DateTimeOffset now)
    {
        var idle = _options.SessionIdleLimit;
        return !found.IsEnding && now - found.Session.LastSeenAt >= (idle / 4 < ExtendEvery ? idle / 4 : ExtendEvery);
    }

    /// <summary>The session, extended where that could be done; null when its user is gone, blocked, or has ended all sessions.</summary>
    private async Task<Session?> ExtendAsync(Session session, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var expiresAt = _options.SessionEnd(now, session.AbsoluteExpiresAt);
        try
        {
            if (await FindUserAsync(session, cancellationToken) is null)
            {
                return null;
            }

            // False: a parallel request extended it, or something ended it since it was read; that is theirs to tell.
            return await _sessions.ExtendAsync(session, now, expiresAt, cancellationToken)
                ? session with { LastSeenAt = now, ExpiresAt = expiresAt }
                : session;
        }
        catch (StoreUnavailableException e)
        {
            SessionLog.NotExtended(_log, e, session.Id);
            return session;
        }
    }
}

/// <summary>Whether a presented token has a live session. Every refusal is the same.</summary>
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

    public static void AllEnded(ILogger log, int count) => AllEnded(log, LogEvents.SessionsEnded, count);

    public static void NotCapped(ILogger log, Exception exception) => NotCapped(log, exception, LogEvents.SessionsNotCapped);

    [LoggerMessage(LogLevel.Information, "{Event}: {Count} sessions of a user")]
    private static partial void AllEnded(ILogger log, string @event, int count);

    [LoggerMessage(LogLevel.Warning, "{Event}: the oldest sessions of a user beyond the cap stay for now")]
    private static partial void NotCapped(ILogger log, Exception exception, string @event);

    [LoggerMessage(LogLevel.Information, "{Event}: session {SessionId}")]
    private static partial void Ended(ILogger log, string @event, string sessionId);

    [LoggerMessage(LogLevel.Warning, "{Event}: session {SessionId} stays as long as it did")]
    private static partial void NotExtended(ILogger log, Exception exception, string @event, string sessionId);
}
