using MiniLogin.Sessions;

namespace MiniLogin.Users;

/// <summary>Someone who logged in to an app.</summary>
/// <param name="OpenId">Who it is, within the app.</param>
/// <param name="UnionId">Who it is across the apps of one Open Platform account, where WeChat tells.</param>
/// <param name="Profile">Null until a profile other than WeChat's anonymous one is known.</param>
/// <param name="LoginCount">Logins so far; 1 at the first.</param>
/// <param name="IsBlocked">By the operator: cannot log in and has no live session.</param>
/// <param name="SessionsEndedAt">Sessions that began up to then are over, but for the kept one.</param>
/// <param name="SealedPhone">The phone number, sealed; null when none was bound.</param>
/// <param name="AvatarName">The picture that is stored here for this user; null when there is none.</param>
public sealed record User(
    string AppId,
    string OpenId,
    string? UnionId,
    UserProfile? Profile,
    DateTimeOffset FirstLoginAt,
    DateTimeOffset LastLoginAt,
    long LoginCount,
    bool IsBlocked = false,
    DateTimeOffset? SessionsEndedAt = null,
    string? KeptSessionId = null,
    ReadOnlyMemory<byte>? SealedPhone = null,
    string? AvatarName = null)
{
    /// <summary><c>appId#openId</c>.</summary>
    public string UserKey => KeyOf(AppId, OpenId);

    /// <summary>Whether this user still has that session, whatever its row says: the sweep that ends all may be behind.</summary>
    public bool Has(Session session) =>
        !IsBlocked && (SessionsEndedAt is null || session.CreatedAt > SessionsEndedAt || session.Id == KeptSessionId);

    internal static string KeyOf(string appId, string openId) => $"{appId}#{openId}";
}
