using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using MiniLogin.Apps;
using MiniLogin.Users;

namespace MiniLogin.Sessions;

/// <summary>Lists the sessions of a user, ends one or all of them, and limits their number.</summary>
internal sealed class UserSessions(ISessionStore sessions, IUserStore users, IAppRegistry apps, MiniLoginOptions options, TimeProvider clock, ILogger<UserSessions> log)
{
    /// <summary>Maximum number of sessions in a page.</summary>
    public const int MaxPage = 100;

    private static readonly TimeSpan CapMinAge = TimeSpan.FromSeconds(60);

    /// <summary>Returns the user's live sessions, newest first. New and ended sessions may show slightly late.</summary>
    /// <param name="limit">1 to <see cref="MaxPage"/>.</param>
    /// <exception cref="StoreUnavailableException">The sessions could not be read.</exception>
    public async Task<SessionPage> PageAsync(UserKey userKey, SessionCursor? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxPage);
        var now = clock.GetUtcNow().Floor();
        var app = await apps.FindAsync(userKey.AppId, cancellationToken);
        var page = await sessions.ListAsync(userKey, after, limit, cancellationToken);
        return page with { Sessions = [.. page.Sessions.Where(s => now < s.ExpiresAt && app?.HasEnded(s.CreatedAt) != true)] };
    }

    /// <summary>Ends one session of this user. Returns false if it is not live, or belongs to another user.</summary>
    /// <exception cref="StoreUnavailableException">The session may or may not have ended; retrying is safe.</exception>
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
    /// Ends all sessions of this session's user, as <see cref="EndAllAsync(UserKey, CancellationToken, Action{int}?)"/> does. The session itself
    /// ends last, unless it is kept, so that it can repeat what failed halfway. Returns false, and ends nothing, if the session has itself
    /// ended meanwhile.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Some sessions may be left; retrying is safe.</exception>
    public async Task<bool> EndAllAsync(Session by, bool keepCurrent, CancellationToken cancellationToken)
    {
        if (!await users.EndSessionsAsync(by.UserKey, new(by.Id, by.SecurityStamp), cancellationToken))
        {
            return false;
        }

        await SweepAsync(by.UserKey, by.Id, cancellationToken);
        if (!keepCurrent)
        {
            await EndAsync(by.UserKey, by.Id, cancellationToken);
        }

        return true;
    }

    /// <summary>
    /// Ends all sessions of this user. Changes the user's security stamp first: a session that the sweep misses, because the index lags or
    /// its login is in progress, can then still be checked but is never extended.
    /// </summary>
    /// <param name="progress">Called with the number of sessions ended so far.</param>
    /// <returns>The number of sessions that the sweep ended.</returns>
    /// <exception cref="StoreUnavailableException">Some sessions may be left; retrying is safe.</exception>
    public async Task<int> EndAllAsync(UserKey userKey, CancellationToken cancellationToken, Action<int>? progress = null)
    {
        await users.EndSessionsAsync(userKey, kept: null, cancellationToken);
        return await SweepAsync(userKey, keptSessionId: null, cancellationToken, progress);
    }

    /// <summary>
    /// Erases the sessions that the index shows, also those that have expired, because their rows name the user until DynamoDB removes
    /// them. Repeats until the index shows none twice. Returns how many were live.
    /// </summary>
    internal async Task<int> SweepAsync(UserKey userKey, string? keptSessionId, CancellationToken cancellationToken, Action<int>? progress = null)
    {
        var ended = 0;
        for (var empty = 0; empty < 2;)
        {
            var now = clock.GetUtcNow().Floor();
            var erased = 0;
            await foreach (var page in PagesAsync(userKey, cancellationToken))
            {
                foreach (var chunk in page.Where(s => s.Id != keptSessionId).Chunk(10))
                {
                    var results = await Task.WhenAll(chunk.Select(s => sessions.EraseAsync(s.Id, userKey, now, now + SessionService.TombstoneFor, cancellationToken)));
                    erased += results.Count(r => r);
                    ended += chunk.Zip(results).Count(r => r.Second && now < r.First.ExpiresAt);
                    progress?.Invoke(ended);
                }
            }

            empty = erased == 0 ? empty + 1 : 0;
        }

        SessionLog.AllEnded(log, ended);
        return ended;
    }

    /// <summary>
    /// At every tenth login, ends the oldest sessions above <see cref="MiniLoginOptions.SessionsPerUser"/>, but none younger than a minute.
    /// Without this limit, a client that sends no session at login, such as a Wafer client, would leave one behind at each login.
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
            await foreach (var page in PagesAsync(user.Key, cancellationToken))
            {
                foreach (var session in page.Where(s => now < s.ExpiresAt))
                {
                    if (++seen > options.SessionsPerUser && now - session.CreatedAt >= CapMinAge)
                    {
                        await sessions.EndByIdAsync(session.Id, user.Key, now, now + SessionService.TombstoneFor, cancellationToken);
                    }
                }
            }
        }
        catch (StoreUnavailableException e)
        {
            // The login succeeded. The tenth login from now tries again.
            SessionLog.NotCapped(log, e);
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<ListedSession>> PagesAsync(UserKey userKey, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        SessionCursor? next = null;
        do
        {
            var page = await sessions.ListAsync(userKey, next, MaxPage, cancellationToken);
            yield return page.Sessions;
            next = page.Next;
        }
        while (next is not null);
    }
}

/// <summary>A session, as shown in the user's list of devices.</summary>
/// <param name="Id">16 characters. It can be used to end the session, but not as a token.</param>
/// <param name="ExpiresAt">When the session ends if it is not used again.</param>
internal sealed record ListedSession(string Id, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt, DateTimeOffset ExpiresAt, SessionClient Client);

/// <summary>A page of a user's sessions, newest first.</summary>
/// <param name="Next">Where the next page begins; null at the end. A page may be short or empty and still have a next page.</param>
internal sealed record SessionPage(IReadOnlyList<ListedSession> Sessions, SessionCursor? Next);

/// <summary>A position in a user's list of sessions: <c>createdAt.id</c> of the last session read.</summary>
internal sealed record SessionCursor(DateTimeOffset CreatedAt, string Id)
{
    private const long MaxSeconds = 253_402_300_799;

    /// <summary>Returns the cursor, or null if the text is not one.</summary>
    public static SessionCursor? Parse(string text) =>
        text.Split('.') is [var seconds, { Length: SessionToken.IdLength } id]
        && long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var createdAt)
        && createdAt <= MaxSeconds
        && SessionToken.IsId(id)
            ? new(DateTimeOffset.FromUnixTimeSeconds(createdAt), id)
            : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{CreatedAt.ToUnixTimeSeconds()}.{Id}");
}
