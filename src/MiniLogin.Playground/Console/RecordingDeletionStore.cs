using MiniLogin.Users;

namespace MiniLogin.Playground.Console;

internal sealed class RecordingDeletionStore(IDeletionStore inner, StoreCalls calls) : IDeletionStore
{
    public Task RecordAsync(UserKey userKey, DateTimeOffset deletedAt, CancellationToken cancellationToken) =>
        calls.RecordAsync("UpdateItem", "deletions", "userKey", userKey.ToString(), async () =>
        {
            await inner.RecordAsync(userKey, deletedAt, cancellationToken);
            return true;
        });

    public Task<DeletionPage> ListAsync(DateTimeOffset since, UserKey? after, int limit, CancellationToken cancellationToken) =>
        inner.ListAsync(since, after, limit, cancellationToken);
}
