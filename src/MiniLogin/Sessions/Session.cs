using MiniLogin.Apps;
using MiniLogin.Users;

namespace MiniLogin.Sessions;

/// <summary>A login that still holds. Times are whole seconds.</summary>
/// <param name="Id">16 characters; may be logged.</param>
/// <param name="ExpiresAt">When it ends unless it is used before: the idle limit.</param>
/// <param name="AbsoluteExpiresAt">When it ends in any case.</param>
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

    /// <summary>Whether its user still has it, whatever its row says: the sweep that ends all sessions may be behind.</summary>
    internal bool IsValidFor(User user) =>
        !user.IsBlocked && (user.SessionsEndedAt is null || CreatedAt > user.SessionsEndedAt || Id == user.KeptSessionId);
}

/// <summary>What logged in, as it described itself.</summary>
/// <param name="UserAgent">At most 256 characters.</param>
/// <param name="MiniProgramVersion">From the Referer: <c>0</c> in development and trial, <c>devtools</c> in the IDE.</param>
public sealed record SessionClient(string? UserAgent, string? MiniProgramVersion);
