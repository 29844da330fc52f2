using MiniLogin.Apps;
using MiniLogin.Sessions;
using MiniLogin.Users;

namespace MiniLogin.Cli.Sessions;

/// <summary>What an operator does with sessions. It neither asks nor prints: the command and the console do.</summary>
/// <exception cref="StoreUnavailableException">From every method. Some sessions may have ended; retrying is safe.</exception>
internal sealed class SessionOperations(ISessionStore sessions, UserSessions userSessions, IUserStore users, AppTable apps, TimeProvider clock)
{
    /// <summary>Returns all live sessions of a user, newest first.</summary>
    public async Task<SessionsDocument> ListAsync(UserKey userKey, CancellationToken cancellationToken)
    {
        var found = new List<SessionDocument>();
        SessionCursor? next = null;
        do
        {
            var page = await userSessions.PageAsync(userKey, next, UserSessions.MaxPage, cancellationToken);
            found.AddRange(page.Sessions.Select(SessionDocument.From));
            next = page.Next;
        }
        while (next is not null);

        return new(userKey.ToString(), found);
    }

    /// <summary>Returns null if there is no such session.</summary>
    public async Task<ShownSessionDocument?> ShowAsync(string id, CancellationToken cancellationToken) => await sessions.FindAsync(id, cancellationToken) switch
    {
        StoredSession stored => ShownSessionDocument.From(stored.Session, await StateAsync(stored, cancellationToken)),
        SessionTombstone => new ShownSessionDocument(id, SessionState.Ended),
        _ => null,
    };

    /// <summary>Ends one session.</summary>
    /// <param name="owner">The user to whom it must belong; null for whoever has it.</param>
    public async Task<EndedSession> EndAsync(string id, UserKey? owner, CancellationToken cancellationToken)
    {
        if (owner is null && await sessions.FindAsync(id, cancellationToken) is StoredSession stored)
        {
            owner = stored.Session.UserKey;
        }

        return new(owner, owner is not null && await userSessions.EndAsync(owner, id, cancellationToken));
    }

    /// <param name="progress">Called with the number of sessions ended so far.</param>
    public async Task<EndedDocument> EndAllAsync(UserKey userKey, Action<int>? progress, CancellationToken cancellationToken) =>
        new(userKey.ToString(), await userSessions.EndAllAsync(userKey, cancellationToken, progress));

    /// <summary>As a check of the session decides, but with the current rows of the app and the user.</summary>
    private async Task<SessionState> StateAsync(StoredSession stored, CancellationToken cancellationToken)
    {
        var session = stored.Session;
        if (!stored.IsLive(clock.GetUtcNow()))
        {
            return SessionState.Expired;
        }

        if (await apps.FindAsync(session.AppId, consistent: true, cancellationToken) is not { App: { Enabled: true } app })
        {
            return SessionState.AppDisabled;
        }

        var user = await users.FindAsync(session.UserKey, cancellationToken);
        return app.HasEnded(session.CreatedAt) || user is null || !session.IsValidFor(user) ? SessionState.Ended
            : stored.IsEnding ? SessionState.Replaced
            : SessionState.Live;
    }
}

/// <param name="Owner">The user of the session; null if the session is not known.</param>
/// <param name="Ended">False if it was not live, or belongs to another user.</param>
internal sealed record EndedSession(UserKey? Owner, bool Ended);
