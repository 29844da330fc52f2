using MiniLogin.Sessions;
using MiniLogin.Users;

namespace MiniLogin.Tests.Model;

/// <summary>What can go wrong in the stores. All environments share it.</summary>
internal sealed class Trouble
{
    public FaultSwitch Faults { get; } = new();

    public IndexLag Lag { get; } = new();

    /// <summary>Does what interrupts the operation.</summary>
    public Func<Interruption, Task> InterruptAsync { get; set; } = _ => Task.CompletedTask;
}

/// <summary>The index of sessions by user, which shows an old state of a user's sessions while it lags.</summary>
internal sealed class IndexLag
{
    private readonly Dictionary<UserKey, List<ListedSession>> _frozen = [];

    /// <summary>From now on, the index shows the user's sessions as they are now.</summary>
    public async Task FreezeAsync(ISessionStore sessions, UserKey userKey)
    {
        _frozen.Remove(userKey);
        _frozen[userKey] = [.. (await sessions.ListAsync(userKey, null, 100, CancellationToken.None)).Sessions];
    }

    public void CatchUp() => _frozen.Clear();

    public Task<SessionPage> ListAsync(ISessionStore sessions, UserKey userKey, SessionCursor? after, int limit)
    {
        if (!_frozen.TryGetValue(userKey, out var frozen))
        {
            return sessions.ListAsync(userKey, after, limit, CancellationToken.None);
        }

        List<ListedSession> page = [.. frozen.SkipWhile(s => after is not null && s.CreatedAt >= after.CreatedAt).Take(limit)];
        return Task.FromResult<SessionPage>(new(page, page.Count == limit ? new(page[^1].CreatedAt, page[^1].Id) : null));
    }
}
