using MiniLogin.Users;

namespace MiniLogin.Sessions;

/// <summary>
/// Reads and writes the Sessions table.
/// Every write has a condition; if it does not hold, nothing is written and the method returns false.
/// An ended session leaves a tombstone under its id for some time, so that a late write of its login cannot bring it back.
/// </summary>
/// <exception cref="StoreUnavailableException">From every method. A write may or may not have been made.</exception>
internal interface ISessionStore
{
    /// <summary>Writes a new row. Returns false if the id is taken by a session or a tombstone.</summary>
    Task<bool> CreateAsync(StoredSession session, CancellationToken cancellationToken);

    /// <summary>Returns the row, even if it has expired, or null if there is none. The read is consistent.</summary>
    Task<SessionRow?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Extends a session. Returns false if it changed since it was read, or has ended or is about to end.</summary>
    Task<bool> ExtendAsync(Session asRead, DateTimeOffset lastSeenAt, DateTimeOffset expiresAt, CancellationToken cancellationToken);

    /// <summary>Ends a live session with this secret now. Leaves a tombstone until <paramref name="tombstoneUntil"/>.</summary>
    Task<bool> EndAsync(SessionToken token, DateTimeOffset now, DateTimeOffset tombstoneUntil, CancellationToken cancellationToken);

    /// <summary>
    /// Ends a live session of this user now. Leaves a tombstone until <paramref name="tombstoneUntil"/>. Returns false if the
    /// session is not live or not this user's.
    /// </summary>
    Task<bool> EndByIdAsync(string id, UserKey userKey, DateTimeOffset now, DateTimeOffset tombstoneUntil, CancellationToken cancellationToken);

    /// <summary>Returns the user's live sessions, newest first. Reads an index that may lag slightly.</summary>
    /// <param name="limit">How many rows to read, 1 to 100.</param>
    Task<SessionPage> ListAsync(UserKey userKey, DateTimeOffset now, SessionCursor? after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a session with this secret end at <paramref name="endsAt"/>, if it would end later and is not about to end already.
    /// Its row stays as a tombstone.
    /// </summary>
    Task<bool> EndSoonAsync(SessionToken token, DateTimeOffset endsAt, DateTimeOffset tombstoneUntil, CancellationToken cancellationToken);
}

/// <summary>The row of a session id: a <see cref="StoredSession"/> or a <see cref="SessionTombstone"/>.</summary>
internal abstract record SessionRow
{
    private protected SessionRow()
    {
    }
}

/// <summary>The row of a session.</summary>
/// <param name="SecretHash">SHA-256 of the token's secret.</param>
/// <param name="Salt">The token's secret is derived from it.</param>
/// <param name="IsEnding">A newer login replaced the session. It ends at its ExpiresAt and is not extended.</param>
internal sealed record StoredSession(Session Session, byte[] SecretHash, byte[] Salt, bool IsEnding = false) : SessionRow
{
    public bool IsLive(DateTimeOffset now) => now < Session.ExpiresAt && now < Session.AbsoluteExpiresAt;
}

/// <summary>The session with this id was ended. Its user is no longer known.</summary>
internal sealed record SessionTombstone : SessionRow;
