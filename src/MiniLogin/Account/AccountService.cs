using Microsoft.Extensions.Logging;
using MiniLogin.Account.Avatars;
using MiniLogin.Sessions;
using MiniLogin.Users;

namespace MiniLogin.Account;

/// <summary>Exports and deletes all data about a user, as PIPL articles 45 and 47 require, and blocks users.</summary>
internal sealed class AccountService(IUserStore users, IDeletionStore deletions, PhoneService phones, AvatarService avatars, UserSessions userSessions, TimeProvider clock, ILogger<AccountService> log)
{
    /// <summary>How long an import does not bring a deleted user back.</summary>
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
    /// Deletes the session's user, as <see cref="DeleteAsync(UserKey, CancellationToken)"/> does. The session ends last, so that it can
    /// repeat a deletion that failed halfway. Returns false if the session is invalid: its user is blocked, has ended it, or has deleted
    /// the account and logged in anew.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Some data may be left; retrying is safe.</exception>
    public async Task<bool> DeleteAsync(Session session, CancellationToken cancellationToken)
    {
        var user = await users.FindAsync(session.UserKey, cancellationToken);
        if (user is not null && !session.IsValidFor(user))
        {
            return false;
        }

        await DeleteAsync(session.UserKey, user, session.Id, cancellationToken);
        return true;
    }

    /// <summary>
    /// Deletes the user with profile, picture and phone number, and ends all their sessions. A later login creates a new user. If the
    /// user was deleted before, ends what sessions a deletion that failed halfway has left.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Some data may be left; retrying is safe.</exception>
    public async Task<Deletion> DeleteAsync(UserKey userKey, CancellationToken cancellationToken) =>
        await DeleteAsync(userKey, await users.FindAsync(userKey, cancellationToken), null, cancellationToken);

    /// <summary>Blocks the user, who may have no account, and ends all their sessions.</summary>
    /// <exception cref="StoreUnavailableException">The user may be blocked and some sessions left; retrying is safe.</exception>
    public async Task<Block> BlockAsync(UserKey userKey, CancellationToken cancellationToken)
    {
        var hasAccount = await users.BlockAsync(userKey, cancellationToken);
        return new(hasAccount, await userSessions.SweepAsync(userKey, keptSessionId: null, cancellationToken));
    }

    private async Task<Deletion> DeleteAsync(UserKey userKey, User? user, string? lastSessionId, CancellationToken cancellationToken)
    {
        var deleted = user is null ? null : await DeleteAsync(user, cancellationToken);

        // Also if the user was already deleted: a retry completes a deletion that failed at this point.
        var ended = await userSessions.SweepAsync(userKey, lastSessionId, cancellationToken);
        if (lastSessionId is not null)
        {
            await userSessions.EndAsync(userKey, lastSessionId, cancellationToken);
        }

        return new(deleted is not null, ended);
    }

    /// <summary>
    /// Deletes picture and row, in an order in which a retry completes what failed halfway, and apps hear of every deletion: the picture
    /// while the row still names it, then the record, then the row. Returns null if the user was deleted in the meantime.
    /// </summary>
    private async Task<User?> DeleteAsync(User user, CancellationToken cancellationToken)
    {
        await avatars.RemoveAsync(user, cancellationToken);
        var now = clock.GetUtcNow().Floor();
        await deletions.RecordAsync(user.Key, now, cancellationToken);
        if (await users.DeleteAsync(user.Key, now + TombstoneFor, cancellationToken) is not { } deleted)
        {
            return null;
        }

        AccountLog.Deleted(log);
        await avatars.RemoveAddedAsync(user, deleted, cancellationToken);
        return deleted;
    }
}

/// <param name="WasUser">False if there was no such user.</param>
/// <param name="SessionsEnded">The number of live sessions that were left.</param>
internal sealed record Deletion(bool WasUser, int SessionsEnded);

/// <param name="HasAccount">False if the user has deleted the account, or has never logged in.</param>
internal sealed record Block(bool HasAccount, int SessionsEnded);

/// <summary>All data about a user, except session_keys and token hashes, which the user may not see.</summary>
/// <param name="Phone">Null if none is bound.</param>
internal sealed record AccountExport(User User, BoundPhone? Phone, IReadOnlyList<ListedSession> Sessions);
