using MiniLogin.Sessions;
using MiniLogin.Users;

namespace MiniLogin.Playground.Console;

internal sealed class RecordingSessionStore(ISessionStore inner, StoreCalls calls) : ISessionStore
{
    public Task<bool> CreateAsync(StoredSession session, CancellationToken cancellationToken) =>
        ById("PutItem", session.Session.Id, () => inner.CreateAsync(session, cancellationToken));

    public Task<SessionRow?> FindAsync(string id, CancellationToken cancellationToken) =>
        ById("GetItem", id, () => inner.FindAsync(id, cancellationToken));

    public Task<bool> ExtendAsync(Session asRead, DateTimeOffset lastSeenAt, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        ById("UpdateItem", asRead.Id, () => inner.ExtendAsync(asRead, lastSeenAt, expiresAt, cancellationToken));

    public Task<bool> EndAsync(SessionToken token, DateTimeOffset now, DateTimeOffset tombstoneUntil, CancellationToken cancellationToken) =>
        ById("UpdateItem", token.Id, () => inner.EndAsync(token, now, tombstoneUntil, cancellationToken));

    public Task<bool> EndByIdAsync(string id, UserKey userKey, DateTimeOffset now, DateTimeOffset tombstoneUntil, CancellationToken cancellationToken) =>
        ById("UpdateItem", id, () => inner.EndByIdAsync(id, userKey, now, tombstoneUntil, cancellationToken));

    public Task<bool> EraseAsync(string id, UserKey userKey, DateTimeOffset now, DateTimeOffset tombstoneUntil, CancellationToken cancellationToken) =>
        ById("UpdateItem", id, () => inner.EraseAsync(id, userKey, now, tombstoneUntil, cancellationToken));

    public Task<SessionPage> ListAsync(UserKey userKey, SessionCursor? after, int limit, CancellationToken cancellationToken) =>
        calls.RecordAsync("Query", "sessions/byUser", "userKey", userKey.ToString(), () => inner.ListAsync(userKey, after, limit, cancellationToken));

    public Task<bool> EndSoonAsync(SessionToken token, DateTimeOffset endsAt, DateTimeOffset tombstoneUntil, CancellationToken cancellationToken) =>
        ById("UpdateItem", token.Id, () => inner.EndSoonAsync(token, endsAt, tombstoneUntil, cancellationToken));

    private Task<T> ById<T>(string operation, string id, Func<Task<T>> call) => calls.RecordAsync(operation, "sessions", "id", id, call);
}
