using MiniLogin.Users;

namespace MiniLogin.Playground.InMemory;

internal sealed class InMemoryDeletionStore : IDeletionStore
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly SortedDictionary<string, RecordedDeletion> _deletions = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    public Task RecordAsync(UserKey userKey, DateTimeOffset deletedAt, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var known = _deletions.GetValueOrDefault(userKey.ToString());
            _deletions[userKey.ToString()] = new(userKey, known?.DeletedAt >= deletedAt ? known.DeletedAt + Second : deletedAt);
        }

        return Task.CompletedTask;
    }

    public Task<DeletionPage> ListAsync(DateTimeOffset since, UserKey? after, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var rows = _deletions.Where(row => after is null || string.CompareOrdinal(row.Key, after.ToString()) > 0).Select(row => row.Value).Take(limit).ToList();
            return Task.FromResult<DeletionPage>(new([.. rows.Where(row => row.DeletedAt >= since)], rows.Count, rows.Count == limit ? rows[^1].Key : null));
        }
    }
}
