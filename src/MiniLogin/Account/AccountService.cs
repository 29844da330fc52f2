using Microsoft.Extensions.Logging;
using MiniLogin.Account.Avatars;
using MiniLogin.Sessions;
using MiniLogin.Users;

namespace MiniLogin.Account;

/// <summary>A copy of all that is held about a user, and the end of it: what PIPL articles 45 and 47 ask for.</summary>
internal sealed class AccountService(IUserStore users, PhoneService phones, AvatarService avatars, UserSessions userSessions, TimeProvider clock, ILogger<AccountService> log)
{
    /// <summary>How long it stays known that a deleted user's sessions are over: longer than a login can be under way.</summary>
    private static readonly TimeSpan TombstoneFor = TimeSpan.FromHours(24);

    /// <summary>The copy; null when there is no such user.</summary>
    /// <exception cref="StoreUnavailableException">It could not be read.</exception>
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
    /// Deletes the user with profile, picture and phone number, and ends all their sessions; a later login is a new user.
    /// False when there is no such user.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Some of it may be left; deleting again is safe.</exception>
    public async Task<bool> DeleteAsync(UserKey userKey, CancellationToken cancellationToken)
    {
        if (await users.FindAsync(userKey, cancellationToken) is { } user)
        {
            // First, while the row still names it: a removal that fails is made again with the deletion.
            await avatars.RemoveAsync(user, cancellationToken);
        }

        var now = clock.GetUtcNow().Floor();
        var deleted = await users.DeleteAsync(userKey, now, now + TombstoneFor, cancellationToken);

        // Even where the user was gone: a deletion that broke off here is finished when it is made again.
        await userSessions.SweepAsync(userKey, keptSessionId: null, cancellationToken);
        if (deleted)
        {
            AccountLog.Deleted(log);
        }

        return deleted;
    }
}

/// <summary>Everything that is held about a user, but for what is not theirs to see: session_keys and token hashes.</summary>
/// <param name="Phone">Null when none was bound.</param>
internal sealed record AccountExport(User User, BoundPhone? Phone, IReadOnlyList<ListedSession> Sessions);
