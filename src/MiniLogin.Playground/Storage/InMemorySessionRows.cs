using MiniLogin.Playground.InMemory;
using MiniLogin.Sessions;

namespace MiniLogin.Playground.Storage;

internal sealed class InMemorySessionRows(InMemorySessionStore store, TimeProvider clock) : ISessionRows
{
    public Task<(IReadOnlyList<StoredSessionRow> Rows, bool HasMore)> ListAsync(int limit, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var rows = store.Rows(limit + 1);
        return Task.FromResult<(IReadOnlyList<StoredSessionRow>, bool)>(([.. rows.Take(limit).Select(row => ToRow(row, now))], rows.Count > limit));
    }

    private static StoredSessionRow ToRow((string Id, SessionRow Content, DateTimeOffset RemoveAt) row, DateTimeOffset now)
    {
        if (row.Content is not StoredSession { Session: var session } stored)
        {
            return new(row.Id, "ended", row.RemoveAt);
        }

        var state = StoredSessionRow.StateOf(now, session.ExpiresAt, session.AbsoluteExpiresAt, stored.IsEnding ? session.ExpiresAt : null);
        return new(row.Id, state, session.ExpiresAt)
        {
            OpenId = session.OpenId,
            CreatedAt = session.CreatedAt,
            LastSeenAt = session.LastSeenAt,
            AbsoluteExpiresAt = session.AbsoluteExpiresAt,
        };
    }
}
