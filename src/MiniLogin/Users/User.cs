namespace MiniLogin.Users;

/// <summary>Someone who logged in to an app.</summary>
/// <param name="OpenId">Who it is, within the app.</param>
/// <param name="UnionId">Who it is across the apps of one Open Platform account, where WeChat tells.</param>
/// <param name="Profile">Null until a profile other than WeChat's anonymous one is known.</param>
/// <param name="LoginCount">Logins so far; 1 at the first.</param>
public sealed record User(string AppId, string OpenId, string? UnionId, UserProfile? Profile, DateTimeOffset FirstLoginAt, DateTimeOffset LastLoginAt, long LoginCount)
{
    /// <summary><c>appId#openId</c>.</summary>
    public string UserKey => KeyOf(AppId, OpenId);

    internal static string KeyOf(string appId, string openId) => $"{appId}#{openId}";
}
