using MiniLogin.Secrets;
using MiniLogin.Sessions;
using MiniLogin.Users;

namespace MiniLogin.Account;

/// <summary>
/// Links a user with a person, and unlinks one, for an operator. Each change ends all sessions of the user, because a session has the
/// person that its user had at the login. A session that the sweep misses can be checked for an hour at most, and is never extended.
/// </summary>
internal sealed class PersonService(IUserStore users, UserSessions sessions)
{
    /// <summary>Links the user with the person of their unionid. A user who was unlinked is linked again.</summary>
    /// <exception cref="StoreUnavailableException">The user may be linked, and sessions may be left for an hour at most.</exception>
    public async Task<LinkOutcome> LinkAsync(UserKey userKey, PersonKey personKey, CancellationToken cancellationToken) => await users.FindAsync(userKey, cancellationToken) switch
    {
        null => new LinkOutcome.NoUser(userKey),
        { UnionId: null } => new LinkOutcome.NoUnionId(),
        { UnionId: { } unionId } user => await ChangeAsync(user, personKey.PersonId(unionId), cancellationToken),
    };

    /// <summary>
    /// Links the user with the person of another user. If that one is not linked, links it first: with the person of its unionid, or with
    /// a new one if it has none.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The users may be linked, and sessions may be left for an hour at most.</exception>
    public async Task<LinkOutcome> LinkAsync(UserKey userKey, UserKey to, PersonKey personKey, CancellationToken cancellationToken)
    {
        if (await users.FindAsync(userKey, cancellationToken) is not { } user)
        {
            return new LinkOutcome.NoUser(userKey);
        }

        if (await users.FindAsync(to, cancellationToken) is not { } other)
        {
            return new LinkOutcome.NoUser(to);
        }

        if (other.PersonId is not { } personId)
        {
            personId = other.UnionId is null ? PersonKey.NewPersonId() : personKey.PersonId(other.UnionId);
            if (await ChangeAsync(other, personId, cancellationToken) is not LinkOutcome.Done)
            {
                return new LinkOutcome.Conflict();
            }
        }

        return await ChangeAsync(user, personId, cancellationToken);
    }

    /// <summary>Unlinks the user. No login links it again, only <c>LinkAsync</c> or a new account after a deletion.</summary>
    /// <exception cref="StoreUnavailableException">The user may be unlinked, and sessions may be left for an hour at most.</exception>
    public async Task<LinkOutcome> UnlinkAsync(UserKey userKey, CancellationToken cancellationToken) =>
        await users.FindAsync(userKey, cancellationToken) is { } user ? await ChangeAsync(user, null, cancellationToken) : new LinkOutcome.NoUser(userKey);

    private async Task<LinkOutcome> ChangeAsync(User user, string? personId, CancellationToken cancellationToken)
    {
        if (personId is null ? user.IsUnlinked : user.PersonId == personId)
        {
            return new LinkOutcome.Done(personId, IsChange: false, SessionsEnded: 0);
        }

        return await users.ChangePersonAsync(user, personId, cancellationToken)
            ? new LinkOutcome.Done(personId, IsChange: true, await sessions.SweepAsync(user.Key, keptSessionId: null, cancellationToken))
            : new LinkOutcome.Conflict();
    }
}

/// <summary>The result of linking or unlinking a user.</summary>
internal abstract record LinkOutcome
{
    private LinkOutcome()
    {
    }

    /// <param name="PersonId">Null if the user is unlinked.</param>
    /// <param name="IsChange">False if it was so before.</param>
    public sealed record Done(string? PersonId, bool IsChange, int SessionsEnded) : LinkOutcome;

    public sealed record NoUser(UserKey UserKey) : LinkOutcome;

    /// <summary>WeChat has sent no unionid of this user.</summary>
    public sealed record NoUnionId : LinkOutcome;

    /// <summary>Somebody else has changed the user's person or deleted the user at the same time.</summary>
    public sealed record Conflict : LinkOutcome;
}
