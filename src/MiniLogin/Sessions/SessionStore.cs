using MiniLogin.Users;

namespace MiniLogin.Sessions;

/// <summary>
/// The rows of sessions. Every write states what it found; when that no longer holds it changes nothing and answers false.
/// An ended session leaves a tombstone under its id for a while, so that no repeated write of its login brings it back.
/// </summary>
/// <exception cref="StoreUnavailableException">From every method: nothing is known of the call.</exception>
internal interface ISessionStore
{
    /// <summary>Writes a new row; false when the id is taken, by a session or a tombstone.</summary>
    Task<bool> CreateAsync(StoredSession session, CancellationToken cancellationToken);

    /// <summary>The row, read consistently, even one past its end; null when there is none.</summary>
    Task<SessionRow?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Moves the end of a session that still is as it was read and that nothing ends.</summary>
    Task<bool> ExtendAsync(Session asRead, DateTimeOffset lastSeenAt, DateTimeOffset expiresAt, CancellationToken cancellationToken);

    /// <summary>Ends a live session of this secret now, leaving a tombstone until then.</summary>
    Task<bool> EndAsync(SessionToken token, DateTimeOffset now, DateTimeOffset tombstoneUntil, CancellationToken cancellationToken);

    /// <summary>Ends a live session of this user now, leaving a tombstone until then; false when it is not theirs or not live.</summary>
    Task<bool> EndByIdAsync(string id, UserKey userKey, DateTimeOffset now, DateTimeOffset tombstoneUntil, CancellationToken cancellationToken);

    /// <summary>The user's sessions that are live now, newest first, by an index that may lag by a moment.</summary>
    /// <param name="limit">How many rows to look at, 1 to 100.</param>
    Task<SessionPage> ListAsync(UserKey userKey, DateTimeOffset now, SessionCursor? after, int limit, CancellationToken cancellationToken);

    /// <summary>Lets a session of this secret, that would go on beyond this time, end at it; its row stays as a tombstone.</summary>
    Task<bool> EndSoonAsync(SessionToken token, DateTimeOffset endsAt, DateTimeOffset tombstoneUntil, CancellationToken cancellationToken);
}

/// <summary>What lies under a session's id: a <see cref="StoredSession"/> or a <see cref="SessionTombstone"/>.</summary>
internal abstract record SessionRow
{
    private protected SessionRow()
    {
    }
}

/// <summary>A session's row.</summary>
/// <param name="SecretHash">SHA-256 of the token's secret.</param>
/// <param name="Salt">Goes into the token's secret.</param>
/// <param name="IsEnding">A newer login replaced it: it ends at its ExpiresAt and is extended no more.</param>
internal sealed record StoredSession(Session Session, byte[] SecretHash, byte[] Salt, bool IsEnding = false) : SessionRow
{
    public bool IsLive(DateTimeOffset now) => now < Session.ExpiresAt && now < Session.AbsoluteExpiresAt;
}

/// <summary>The session of this id was ended; whose it was is not known any more.</summary>
internal sealed record SessionTombstone : SessionRow;
