using Microsoft.Extensions.Logging;
using MiniLogin.Avatars;
using MiniLogin.Sessions;

namespace MiniLogin.Users;

/// <summary>A copy of all that is held about a user, and the end of it: what PIPL articles 45 and 47 ask for.</summary>
public sealed class AccountService
{
    /// <summary>How long it stays known that a deleted user's sessions are over: longer than a login can be under way.</summary>
    private static readonly TimeSpan TombstoneFor = TimeSpan.FromHours(24);

    private readonly IUserStore _users;
    private readonly PhoneService _phones;
    private readonly AvatarService _avatars;
    private readonly SessionList _sessions;
    private readonly TimeProvider _clock;
    private readonly ILogger<AccountService> _log;

    internal AccountService(IUserStore users, PhoneService phones, AvatarService avatars, SessionList sessions, TimeProvider clock, ILogger<AccountService> log)
    {
        _users = users;
        _phones = phones;
        _avatars = avatars;
        _sessions = sessions;
        _clock = clock;
        _log = log;
    }

    /// <summary>The copy; null when there is no such user.</summary>
    /// <exception cref="StoreUnavailableException">It could not be read.</exception>
    public async Task<AccountExport?> ExportAsync(string userKey, CancellationToken cancellationToken)
    {
        if (await _users.FindAsync(userKey, cancellationToken) is not { } user)
        {
            return null;
        }

        var sessions = new List<ListedSession>();
        SessionCursor? next = null;
        do
        {
            var page = await _sessions.PageAsync(userKey, next, SessionList.MaxPage, cancellationToken);
            sessions.AddRange(page.Sessions);
            next = page.Next;
        }
        while (next is not null);
        return new(user, await _phones.OpenAsync(user, cancellationToken), sessions);
    }

    /// <summary>
    /// Deletes the user with profile, picture and phone number, and ends all their sessions; a later login is a new user.
    /// False when there is no such user.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Some of it may be left; deleting again is safe.</exception>
    public async Task<bool> DeleteAsync(string userKey, CancellationToken cancellationToken)
    {
        if (await _users.FindAsync(userKey, cancellationToken) is { } user)
        {
            // First, while the row still names it: a removal that fails is made again with the deletion.
            await _avatars.RemoveAsync(user, cancellationToken);
        }

        var now = _clock.GetUtcNow().Floor();
        var deleted = await _users.DeleteAsync(userKey, now, now + TombstoneFor, cancellationToken);

        // Even where the user was gone: a deletion that broke off here is finished when it is made again.
        await _sessions.SweepAsync(userKey, keptSessionId: null, cancellationToken);
        if (deleted)
        {
            Log.Deleted(_log);
        }

        return deleted;
    }
}
