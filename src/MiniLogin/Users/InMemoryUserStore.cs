using System.Collections.Concurrent;

namespace MiniLogin.Users;

internal sealed class InMemoryUserStore : IUserStore
{
    private readonly ConcurrentDictionary<string, Row> _rows = new(StringComparer.Ordinal);

    public Task<User> RecordLoginAsync(UserLogin login, CancellationToken cancellationToken)
    {
        var row = _rows.AddOrUpdate(
            User.KeyOf(login.AppId, login.OpenId),
            _ => new(new(login.AppId, login.OpenId, login.UnionId, login.Profile, login.At, login.At, 1), login.SealedSessionKey, login.SealedSessionKey),
            (_, row) => new(
                row.User with
                {
                    UnionId = login.UnionId ?? row.User.UnionId,
                    Profile = login.Profile ?? row.User.Profile,
                    LastLoginAt = login.At,
                    LoginCount = row.User.LoginCount + 1,
                },
                login.SealedSessionKey,
                row.SealedSessionKey));
        return Task.FromResult(row.User);
    }

    public Task<User?> FindAsync(string userKey, CancellationToken cancellationToken) =>
        Task.FromResult(_rows.TryGetValue(userKey, out var row) ? row.User : null);

    private sealed record Row(User User, byte[] SealedSessionKey, byte[] PreviousSessionKey);
}
