using System.Globalization;
using Microsoft.Extensions.Logging;
using MiniLogin.Users;

namespace MiniLogin.Sessions;

/// <summary>All the sessions of a user: lists them, ends one or all, and keeps them from piling up.</summary>
internal sealed class UserSessions(ISessionStore sessions, IUserStore users, MiniLoginOptions options, TimeProvider clock, ILogger<UserSessions> log)
{
    /// <summary>The most that a page holds.</summary>
    public const int MaxPage = 100;

    private static readonly TimeSpan NotYetOld = TimeSpan.FromSeconds(60);

    /// <summary>The user's live sessions, newest first; just made or ended ones may show a moment late.</summary>
    /// <param name="limit">1 to <see cref="MaxPage"/>.</param>
    /// <exception cref="StoreUnavailableException">They could not be read.</exception>
    public Task<SessionPage> PageAsync(UserKey userKey, SessionCursor? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxPage);
        return sessions.ListAsync(userKey, clock.GetUtcNow().Floor(), after, limit, cancellationToken);
    }

    /// <summary>Ends one session of this user; false when it is not live or another user's, which is told alike.</summary>
    /// <exception cref="StoreUnavailableException">Nothing is known of the write; ending it again is safe.</exception>
    public async Task<bool> EndAsync(UserKey userKey, string sessionId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().Floor();
        if (!SessionToken.IsId(sessionId) || !await sessions.EndByIdAsync(sessionId, userKey, now, now + SessionService.TombstoneFor, cancellationToken))
        {
            return false;
        }

        SessionLog.Ended(log, sessionId);
        return true;
    }

    /// <summary>
    /// Ends all sessions of this user, but for the kept one. The user's row says so first, so that what the sweep does not
    /// see, since the index lags or its login is under way, can only be checked and never extended.
    /// </summary>
    /// <returns>How many the sweep ended.</returns>
    /// <exception cref="StoreUnavailableException">Some may be left; ending all again is safe.</exception>
    public async Task<int> EndAllAsync(UserKey userKey, string? keptSessionId, CancellationToken cancellationToken)
    {
        await users.EndSessionsAsync(userKey, clock.GetUtcNow().Floor(), keptSessionId, cancellationToken);
        return await SweepAsync(userKey, keptSessionId, cancellationToken);
    }

    /// <summary>Ends what the index shows, until it shows nothing twice.</summary>
    internal async Task<int> SweepAsync(UserKey userKey, string? keptSessionId, CancellationToken cancellationToken)
    {
        var ended = 0;
        for (var empty = 0; empty < 2;)
        {
            var now = clock.GetUtcNow().Floor();
            var endedNow = 0;
            SessionCursor? next = null;
            do
            {
                var page = await sessions.ListAsync(userKey, now, next, MaxPage, cancellationToken);
                foreach (var chunk in page.Sessions.Where(s => s.Id != keptSessionId).Chunk(10))
                {
                    var results = await Task.WhenAll(chunk.Select(s => sessions.EndByIdAsync(s.Id, userKey, now, now + SessionService.TombstoneFor, cancellationToken)));
                    endedNow += results.Count(r => r);
                }

                next = page.Next;
            }
            while (next is not null);

            ended += endedNow;
            empty = endedNow == 0 ? empty + 1 : 0;
        }

        SessionLog.AllEnded(log, ended);
        return ended;
    }

    /// <summary>
    /// At every tenth login: ends the oldest sessions beyond the cap, none younger than a minute.
    /// A client that presents no session at login, as the Wafer clients do, would leave one behind each time.
    /// </summary>
    internal async Task CapAsync(User user, CancellationToken cancellationToken)
    {
        if (user.LoginCount % 10 != 0)
        {
            return;
        }

        try
        {
            var now = clock.GetUtcNow().Floor();
            var seen = 0;
            SessionCursor? next = null;
            do
            {
                var page = await sessions.ListAsync(user.Key, now, next, MaxPage, cancellationToken);
                foreach (var session in page.Sessions)
                {
                    if (++seen > options.SessionsPerUser && now - session.CreatedAt >= NotYetOld)
                    {
                        await sessions.EndByIdAsync(session.Id, user.Key, now, now + SessionService.TombstoneFor, cancellationToken);
                    }
                }

                next = page.Next;
            }
            while (next is not null);
        }
        catch (StoreUnavailableException e)
        {
            // The login stands; its next tenth tries again.
            SessionLog.NotCapped(log, e);
        }
    }
}

/// <summary>A live session as its user's list of devices shows it.</summary>
/// <param name="Id">16 characters; ends it, but opens nothing.</param>
/// <param name="ExpiresAt">When it ends unless it is used before.</param>
internal sealed record ListedSession(string Id, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt, DateTimeOffset ExpiresAt, SessionClient Client);

/// <summary>Some of a user's live sessions, newest first.</summary>
/// <param name="Next">Where the next page begins; null at the end. A page may be short, even empty, and yet have a next.</param>
internal sealed record SessionPage(IReadOnlyList<ListedSession> Sessions, SessionCursor? Next);

/// <summary>A place in a user's list of sessions: <c>createdAt.id</c> of the last one seen.</summary>
internal sealed record SessionCursor(DateTimeOffset CreatedAt, string Id)
{
    private const long MaxSeconds = 253_402_300_799;

    /// <summary>The cursor, null when the text is not one.</summary>
    public static SessionCursor? Parse(string text) =>
        text.Split('.') is [var seconds, { Length: SessionToken.IdLength } id]
        && long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var createdAt)
        && createdAt <= MaxSeconds
        && SessionToken.IsId(id)
            ? new(DateTimeOffset.FromUnixTimeSeconds(createdAt), id)
            : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{CreatedAt.ToUnixTimeSeconds()}.{Id}");
}
