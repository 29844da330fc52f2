using MiniLogin.Apps;
using MiniLogin.Users;

namespace MiniLogin.Sessions;

/// <summary>A session of a user. Times are whole seconds.</summary>
/// <param name="Id">16 characters. May be logged.</param>
/// <param name="ExpiresAt">When the session ends if it is not used again: the idle limit.</param>
/// <param name="AbsoluteExpiresAt">When the session ends at the latest.</param>
public sealed record Session(
    string Id,
    AppId AppId,
    string OpenId,
    string? UnionId,
    DateTimeOffset CreatedAt,
    DateTimeOffset LastSeenAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset AbsoluteExpiresAt,
    SessionClient Client)
{
    /// <summary><c>appId#openId</c>, the key of the user.</summary>
    public UserKey UserKey => new(AppId, OpenId);

    /// <summary>
    /// Identifies the person across the apps that are linked: 32 hexadecimal digits. Null if the user was not linked at the login.
    /// </summary>
    public string? PersonId { get; init; }

    /// <summary>The user's security stamp when the session was created.</summary>
    internal string? SecurityStamp { get; init; }

    /// <summary>
    /// False if the user is blocked, has ended this session, or has deleted the account that the session was created for.
    /// The row may still be live, because the sweep that ends all sessions can lag.
    /// </summary>
    internal bool IsValidFor(User user) => !user.IsBlocked && (SecurityStamp == user.SecurityStamp || Id == user.KeptSessionId);
}

/// <summary>The client that logged in, by its own description.</summary>
/// <param name="UserAgent">At most 256 characters.</param>
/// <param name="MiniProgramVersion">From the Referer: <c>0</c> in development and trial, <c>devtools</c> in the IDE.</param>
public sealed record SessionClient(string? UserAgent, string? MiniProgramVersion);
