using System.Security.Cryptography;
using MiniLogin.Users;

namespace MiniLogin.Playground.InMemory;

internal sealed class InMemoryUserStore(TimeProvider clock) : IUserStore
{
    private readonly Dictionary<UserKey, Row> _rows = [];
    private readonly Dictionary<UserKey, DateTimeOffset> _tombstones = [];
    private readonly HashSet<UserKey> _blocked = [];
    private readonly Lock _lock = new();

    public Task<RecordedLogin> RecordLoginAsync(UserLogin login, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var key = login.Key;
            if (_blocked.Contains(key))
            {
                return Task.FromResult<RecordedLogin>(new RecordedLogin.Blocked());
            }

            if (!_rows.TryGetValue(key, out var row))
            {
                _tombstones.Remove(key);
                var user = new User(login.Key, login.UnionId, login.Profile, login.At, login.At, 1, SecurityStamp: NewStamp(), PersonId: login.PersonId);
                _rows[key] = new(user, login.SealedSessionKey, login.SealedSessionKey, login.Minute, 1);
                return Task.FromResult<RecordedLogin>(new RecordedLogin.Recorded(user));
            }

            var inMinute = row.LoginMinute == login.Minute ? row.LoginsInMinute + 1 : 1;
            if (inMinute > login.MaxPerMinute)
            {
                return Task.FromResult<RecordedLogin>(new RecordedLogin.TooMany());
            }

            var after = row.User with
            {
                UnionId = login.UnionId ?? row.User.UnionId,
                Profile = login.Profile ?? row.User.Profile,
                LastLoginAt = login.At,
                LoginCount = row.User.LoginCount + 1,
                SecurityStamp = row.User.SecurityStamp ?? NewStamp(),
                PersonId = row.User.PersonId ?? (row.User.IsUnlinked ? null : login.PersonId),
            };
            _rows[key] = new(after, login.SealedSessionKey, row.SealedSessionKey ?? login.SealedSessionKey, login.Minute, inMinute, row.PhoneHash);
            return Task.FromResult<RecordedLogin>(new RecordedLogin.Recorded(after));
        }
    }

    public Task<bool> ImportAsync(ImportedUser user, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var imported = new User(user.Key, user.UnionId, user.Profile, user.FirstLoginAt, user.LastLoginAt, 1);
            return Task.FromResult(!HasTombstone(imported.Key) && _rows.TryAdd(imported.Key, new(imported, null, null, 0, 0)));
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

    public Task<IReadOnlyList<UserKey>> FindKeysByPhoneAsync(string phoneHash, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<UserKey>>([.. _rows.Where(r => r.Value.PhoneHash == phoneHash).Select(r => r.Key)]);
        }
    }

    public Task<UserPage> ListAsync(UserFilter filter, UserKey? after, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            // Sorted, so that a page continues where the one before ended, whatever was added or removed meanwhile.
            var rest = _rows.Keys.Union(_blocked)
                .Where(key => after is null || string.CompareOrdinal(key.ToString(), after.ToString()) > 0)
                .OrderBy(key => key.ToString(), StringComparer.Ordinal)
                .Take(limit + 1)
                .ToArray();
            var rows = rest.Take(limit).ToArray();
            var users = rows.Select(key => new ListedUser(key, _rows.GetValueOrDefault(key)?.User)).Where(filter.Selects).ToArray();
            return Task.FromResult(new UserPage(users, rows.Length, rest.Length > limit ? rows[^1] : null));
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
            if (after.AvatarsInDay > change.Upload?.MaxPerDay)
            {
                return Task.FromResult<ChangedProfile?>(null);
            }

            _rows[userKey] = row with { User = after };
            return Task.FromResult<ChangedProfile?>(new(row.User, after));
        }
    }

    public Task<bool> BindPhoneAsync(UserKey userKey, StoredPhone phone, CancellationToken cancellationToken) =>
        Change(userKey, row => row with { User = row.User with { SealedPhone = phone.Sealed, PhoneCodeHash = phone.CodeHash }, PhoneHash = phone.Hash });

    public Task<IReadOnlyList<byte[]>?> FindSessionKeysAsync(UserKey userKey, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<byte[]>>(userKey, row => row is null ? null : row is { SealedSessionKey: { } newest, PreviousSessionKey: { } previous } ? [newest, previous] : []);

    public Task<bool> ReplaceSessionKeyAsync(UserKey userKey, byte[] asRead, byte[] sealedSessionKey, CancellationToken cancellationToken) =>
        Change(userKey, row => row.SealedSessionKey.AsSpan().SequenceEqual(asRead) ? row with { SealedSessionKey = sealedSessionKey } : null);

    public Task<bool> EndSessionsAsync(UserKey userKey, KeptSession? kept, CancellationToken cancellationToken) =>
        Change(userKey, row => kept is null || row.User.SecurityStamp == kept.SecurityStamp || row.User.KeptSessionId == kept.Id
            ? row with { User = row.User with { SecurityStamp = NewStamp(), KeptSessionId = kept?.Id } }
            : null);

    public Task<bool> ChangePersonAsync(User asRead, string? personId, CancellationToken cancellationToken) =>
        Change(asRead.Key, row => row.User.PersonId == asRead.PersonId && row.User.IsUnlinked == asRead.IsUnlinked
            ? row with { User = row.User with { PersonId = personId, IsUnlinked = personId is null, SecurityStamp = NewStamp(), KeptSessionId = null } }
            : null);

    public Task<bool> BlockAsync(UserKey userKey, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _blocked.Add(userKey);
            _tombstones.Remove(userKey);
        }

        return Change(userKey, row => row with { User = row.User with { IsBlocked = true, SecurityStamp = NewStamp(), KeptSessionId = null } });
    }

    public async Task<bool> UnblockAsync(UserKey userKey, CancellationToken cancellationToken)
    {
        var isUser = await Change(userKey, row => row with { User = row.User with { IsBlocked = false } });
        lock (_lock)
        {
            return _blocked.Remove(userKey) || isUser;
        }
    }

    public Task<User?> DeleteAsync(UserKey userKey, DateTimeOffset tombstoneUntil, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_rows.Remove(userKey, out var row))
            {
                return Task.FromResult<User?>(null);
            }

            if (!_blocked.Contains(userKey))
            {
                _tombstones[userKey] = tombstoneUntil;
            }

            return Task.FromResult<User?>(row.User);
        }
    }

    private static string NewStamp() => RandomNumberGenerator.GetHexString(16);

    private bool HasTombstone(UserKey userKey) => _blocked.Contains(userKey) || (_tombstones.TryGetValue(userKey, out var until) && clock.GetUtcNow() < until);

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

    private sealed record Row(User User, byte[]? SealedSessionKey, byte[]? PreviousSessionKey, long LoginMinute, int LoginsInMinute, string? PhoneHash = null);
}
