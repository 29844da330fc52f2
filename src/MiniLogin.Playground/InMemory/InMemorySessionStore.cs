using MiniLogin.Sessions;
using MiniLogin.Users;

namespace MiniLogin.Playground.InMemory;

internal sealed class InMemorySessionStore(TimeProvider clock) : ISessionStore
{
    private const int SweepEvery = 1000;

    private readonly Dictionary<string, Row> _rows = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private int _writes;

    public Task<bool> CreateAsync(StoredSession session, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Sweep();
            return Task.FromResult(_rows.TryAdd(session.Session.Id, new(session, session.Session.ExpiresAt)));
        }
    }

    public Task<SessionRow?> FindAsync(string id, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(_rows.TryGetValue(id, out var row) ? row.Content : null);
        }
    }

    public Task<bool> ExtendAsync(Session asRead, DateTimeOffset lastSeenAt, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_rows.TryGetValue(asRead.Id, out var row) || row.Content is not StoredSession { IsEnding: false } found || found.Session.ExpiresAt != asRead.ExpiresAt)
            {
                return Task.FromResult(false);
            }

            _rows[asRead.Id] = new(found with { Session = found.Session with { LastSeenAt = lastSeenAt, ExpiresAt = expiresAt } }, expiresAt);
            return Task.FromResult(true);
        }
    }

    public Task<bool> EndAsync(SessionToken token, DateTimeOffset now, DateTimeOffset tombstoneUntil, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (Live(token, now) is null)
            {
                return Task.FromResult(false);
            }

            _rows[token.Id] = new(new SessionTombstone(), tombstoneUntil);
            return Task.FromResult(true);
        }
    }

    public Task<bool> EndByIdAsync(string id, UserKey userKey, DateTimeOffset now, DateTimeOffset tombstoneUntil, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_rows.TryGetValue(id, out var row) || row.Content is not StoredSession found || found.Session.UserKey != userKey || !found.IsLive(now))
            {
                return Task.FromResult(false);
            }

            _rows[id] = new(new SessionTombstone(), tombstoneUntil);
            return Task.FromResult(true);
        }
    }

    public Task<bool> EraseAsync(string id, UserKey userKey, DateTimeOffset now, DateTimeOffset tombstoneUntil, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_rows.TryGetValue(id, out var row) || row.Content is not StoredSession found || found.Session.UserKey != userKey)
            {
                return Task.FromResult(false);
            }

            _rows[id] = new(new SessionTombstone(), tombstoneUntil);
            return Task.FromResult(true);
        }
    }

    public Task<SessionPage> ListAsync(UserKey userKey, SessionCursor? after, int limit, CancellationToken cancellationToken)
    {
        List<Session> page;
        lock (_lock)
        {
            page = [.. _rows.Values.Select(r => r.Content).OfType<StoredSession>().Select(s => s.Session)
                .Where(s => s.UserKey == userKey && (after is null || Compare(s.CreatedAt, s.Id, after) < 0))
                .OrderByDescending(s => s.CreatedAt).ThenByDescending(s => s.Id, StringComparer.Ordinal)
                .Take(limit)];
        }

        var listed = page.Select(s => new ListedSession(s.Id, s.CreatedAt, s.LastSeenAt, s.ExpiresAt < s.AbsoluteExpiresAt ? s.ExpiresAt : s.AbsoluteExpiresAt, s.Client));
        return Task.FromResult(new SessionPage([.. listed], page.Count == limit ? new(page[^1].CreatedAt, page[^1].Id) : null));
    }

    public Task<bool> EndSoonAsync(SessionToken token, DateTimeOffset endsAt, DateTimeOffset tombstoneUntil, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (Live(token, endsAt) is not { IsEnding: false } found)
            {
                return Task.FromResult(false);
            }

            _rows[token.Id] = new(found with { IsEnding = true, Session = found.Session with { ExpiresAt = endsAt } }, tombstoneUntil);
            return Task.FromResult(true);
        }
    }

    /// <summary>Returns the newest rows as stored, including tombstones. For the console and tests.</summary>
    public IReadOnlyList<(string Id, SessionRow Content, DateTimeOffset RemoveAt)> Rows(int limit)
    {
        lock (_lock)
        {
            return [.. _rows.OrderByDescending(r => r.Value.RemoveAt).Take(limit).Select(r => (r.Key, r.Value.Content, r.Value.RemoveAt))];
        }
    }

    /// <summary>Does what DynamoDB does some time after rows have expired.</summary>
    public void RemoveExpired()
    {
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            foreach (var (id, row) in _rows)
            {
                if (row.RemoveAt < now)
                {
                    _rows.Remove(id);
                }
            }
        }
    }

    private static int Compare(DateTimeOffset createdAt, string id, SessionCursor cursor) =>
        createdAt.CompareTo(cursor.CreatedAt) is not 0 and var byTime ? byTime : string.CompareOrdinal(id, cursor.Id);

    private StoredSession? Live(SessionToken token, DateTimeOffset now) =>
        _rows.TryGetValue(token.Id, out var row) && row.Content is StoredSession found && found.IsLive(now) && token.Matches(found.SecretHash) ? found : null;

    private void Sweep()
    {
        if (++_writes % SweepEvery == 0)
        {
            RemoveExpired();
        }
    }

    private sealed record Row(SessionRow Content, DateTimeOffset RemoveAt);
}
