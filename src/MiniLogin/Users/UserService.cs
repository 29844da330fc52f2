using MiniLogin.Sessions;

namespace MiniLogin.Users;

/// <summary>What is known of the user of a session.</summary>
public sealed class UserService
{
    private readonly IUserStore _users;

    internal UserService(IUserStore users) => _users = users;

    /// <summary>The session's user; null when they were deleted or blocked, or have ended all sessions: it is none then.</summary>
    /// <exception cref="StoreUnavailableException">It could not be read.</exception>
    public Task<User?> FindAsync(Session session, CancellationToken cancellationToken) => _users.FindOwnerAsync(session, cancellationToken);
}
