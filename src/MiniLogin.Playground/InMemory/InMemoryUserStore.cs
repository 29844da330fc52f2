using MiniLogin.Users;

namespace MiniLogin.Playground.InMemory;

internal sealed class InMemoryUserStore : IUserStore
{
    private readonly Dictionary<UserKey, Row> _rows = [];
    private readonly Dictionary<UserKey, DateTimeOffset> _tombstones = [];
    private readonly Lock _lock = new();

    public Task<User?> RecordLoginAsync(UserLogin login, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var key = login.Key;
            if (!_rows.TryGetValue(key, out var row))
            {
                DateTimeOffset? endedAt = _tombstones.Remove(key, out var tombstone) ? tombstone : null;
                var user = new User(login.Key, login.UnionId, login.Profile, login.At, login.At, 1, SessionsEndedAt: endedAt);
                _rows[key] = new(user, login.SealedSessionKey, login.SealedSessionKey, login.Minute, 1);
                return Task.FromResult<User?>(user);
            }

            var inMinute = row.LoginMinute == login.Minute ? row.LoginsInMinute + 1 : 1;
            if (inMinute > login.MaxPerMinute)
            {
                return Task.FromResult<User?>(null);
            }

            var after = row.User with
            {
                UnionId = login.UnionId ?? row.User.UnionId,
                Profile = login.Profile ?? row.User.Profile,
                LastLoginAt = login.At,
                LoginCount = row.User.LoginCount + 1,
            };
            _rows[key] = new(after, login.SealedSessionKey, row.SealedSessionKey ?? login.SealedSessionKey, login.Minute, inMinute);
            return Task.FromResult<User?>(after);
        }
    }

    public Task<bool> ImportAsync(ImportedUser user, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var imported = new User(user.Key, user.UnionId, user.Profile, user.FirstLoginAt, user.LastLoginAt, 1);
            return Task.FromResult(!_tombstones.ContainsKey(imported.Key) && _rows.TryAdd(imported.Key, new(imported, null, null, 0, 0)));
        }
    }

    public Task<User?> FindAsync(UserKey userKey, CancellationToken cancellationToken) => Read(userKey, row => row?.User);

    public Task<IReadOnlyList<UserKey>> FindKeysByUnionIdAsync(string unionId, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<UserKey>>([.. _rows.Where(r => r.Value.User.UnionId == unionId).Select(r => r.Key)]);
        }
    }

    public Task<ChangedProfile?> UpdateProfileAsync(UserKey userKey, ProfileChange change, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_rows.TryGetValue(userKey, out var row))
            {
                return Task.FromResult<ChangedProfile?>(null);
            }

            var after = change.ApplyTo(row.User);
            _rows[userKey] = row with { User = after };
            return Task.FromResult<ChangedProfile?>(new(row.User, after));
        }
    }

    public Task<bool> BindPhoneAsync(UserKey userKey, byte[] sealedPhone, CancellationToken cancellationToken) =>
        Change(userKey, row => row with { User = row.User with { SealedPhone = sealedPhone } });

    public Task<IReadOnlyList<byte[]>?> FindSessionKeysAsync(UserKey userKey, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<byte[]>>(userKey, row => row is null ? null : row is { SealedSessionKey: { } newest, PreviousSessionKey: { } previous } ? [newest, previous] : []);

    public Task<bool> ReplaceSessionKeyAsync(UserKey userKey, byte[] asRead, byte[] sealedSessionKey, CancellationToken cancellationToken) =>
        Change(userKey, row => row.SealedSessionKey.AsSpan().SequenceEqual(asRead) ? row with { SealedSessionKey = sealedSessionKey } : null);

    public Task<bool> EndSessionsAsync(UserKey userKey, DateTimeOffset now, string? keptSessionId, CancellationToken cancellationToken) =>
        Change(userKey, row => row with { User = row.User with { SessionsEndedAt = now, KeptSessionId = keptSessionId } });

    public Task<bool> SetBlockedAsync(UserKey userKey, bool blocked, CancellationToken cancellationToken) =>
        Change(userKey, row => row with { User = row.User with { IsBlocked = blocked } });

    public Task<bool> DeleteAsync(UserKey userKey, DateTimeOffset now, DateTimeOffset tombstoneUntil, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_rows.Remove(userKey))
            {
                return Task.FromResult(false);
            }

            _tombstones[userKey] = now;
            return Task.FromResult(true);
        }
    }

    private Task<T?> Read<T>(UserKey userKey, Func<Row?, T?> read)
        where T : class
    {
        lock (_lock)
        {
            return Task.FromResult(read(_rows.GetValueOrDefault(userKey)));
        }
    }

    /// <summary>Returns false if there is no row or the change returns null.</summary>
    private Task<bool> Change(UserKey userKey, Func<Row, Row?> change)
    {
        lock (_lock)
        {
            if (!_rows.TryGetValue(userKey, out var row) || change(row) is not { } after)
            {
                return Task.FromResult(false);
            }

            _rows[userKey] = after;
            return Task.FromResult(true);
        }
    }

    private sealed record Row(User User, byte[]? SealedSessionKey, byte[]? PreviousSessionKey, long LoginMinute, int LoginsInMinute);
}
