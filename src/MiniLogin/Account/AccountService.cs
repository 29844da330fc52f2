using Microsoft.Extensions.Logging;
using MiniLogin.Account.Avatars;
using MiniLogin.Sessions;
using MiniLogin.Users;

namespace MiniLogin.Account;

/// <summary>Exports and deletes all data about a user, as PIPL articles 45 and 47 require.</summary>
internal sealed class AccountService(IUserStore users, PhoneService phones, AvatarService avatars, UserSessions userSessions, TimeProvider clock, ILogger<AccountService> log)
{
    /// <summary>How long the tombstone of a deleted user says that their sessions have ended: longer than a login can be in progress.</summary>
    private static readonly TimeSpan TombstoneFor = TimeSpan.FromHours(24);

    /// <summary>Returns the data, or null if there is no such user.</summary>
    /// <exception cref="StoreUnavailableException">The data could not be read.</exception>
    public async Task<AccountExport?> ExportAsync(UserKey userKey, CancellationToken cancellationToken)
    {
        if (await users.FindAsync(userKey, cancellationToken) is not { } user)
        {
            return null;
        }

        var sessions = new List<ListedSession>();
        SessionCursor? next = null;
        do
        {
            var page = await userSessions.PageAsync(userKey, next, UserSessions.MaxPage, cancellationToken);
            sessions.AddRange(page.Sessions);
            next = page.Next;
        }
        while (next is not null);
        return new(user, await phones.DecryptAsync(user, cancellationToken), sessions);
    }

    /// <summary>
    /// Deletes the user with profile, picture and phone number, and ends all their sessions. A later login creates a new user.
    /// Returns false if there is no such user.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Some data may be left; retrying is safe.</exception>
    public async Task<bool> DeleteAsync(UserKey userKey, CancellationToken cancellationToken)
    {
        if (await users.FindAsync(userKey, cancellationToken) is { } user)
        {
            // First, while the row still names the picture: if the removal fails, a retried deletion repeats it.
            await avatars.RemoveAsync(user, cancellationToken);
        }

        var now = clock.GetUtcNow().Floor();
        var deleted = await users.DeleteAsync(userKey, now, now + TombstoneFor, cancellationToken);

        // Also if the user was already deleted: a retry completes a deletion that failed at this point.
        await userSessions.SweepAsync(userKey, keptSessionId: null, cancellationToken);
        if (deleted)
        {
            AccountLog.Deleted(log);
        }

        return deleted;
    }
}

/// <summary>All data about a user, except session_keys and token hashes, which the user may not see.</summary>
/// <param name="Phone">Null if none is bound.</param>
internal sealed record AccountExport(User User, BoundPhone? Phone, IReadOnlyList<ListedSession> Sessions);
