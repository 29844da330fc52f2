using MiniLogin.Sessions;

namespace MiniLogin.Users;

internal static class SessionOwner
{
    /// <summary>The user whose session it is; null when they were deleted or blocked, or have ended all sessions: it is none then.</summary>
    /// <exception cref="StoreUnavailableException">It could not be read.</exception>
    public static async Task<User?> FindOwnerAsync(this IUserStore users, Session session, CancellationToken cancellationToken) =>
        await users.FindAsync(session.UserKey, cancellationToken) is { } user && user.Has(session) ? user : null;
}
