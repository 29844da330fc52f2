using MiniLogin.Sessions;

namespace MiniLogin.Users;

/// <summary>What is known of the user of a session.</summary>
public sealed class UserService
{
    private readonly IUserStore _users;

    internal UserService(IUserStore users) => _users = users;

    /// <summary>The session's user; null when they were deleted or blocked, or have ended all sessions: it is none then.</summary>
    /// <exception cref="StoreUnavailableException">It could not be read.</exception>
    public async Task<User?> FindAsync(Session session, CancellationToken cancellationToken) =>
        await _users.FindAsync(session.UserKey, cancellationToken) is { } user && user.Has(session) ? user : null;
}
