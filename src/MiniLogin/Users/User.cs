using MiniLogin.Apps;
using MiniLogin.WeChat;

namespace MiniLogin.Users;

/// <summary>Someone who logged in to an app.</summary>
/// <param name="UnionId">Who it is across the apps of one Open Platform account, where WeChat tells.</param>
/// <param name="Profile">Null until a profile other than WeChat's anonymous one is known.</param>
/// <param name="LoginCount">Logins so far; 1 at the first.</param>
/// <param name="IsBlocked">By the operator: cannot log in and has no live session.</param>
/// <param name="SessionsEndedAt">Sessions that began up to then are over, but for the kept one.</param>
/// <param name="SealedPhone">The phone number, sealed; null when none was bound.</param>
/// <param name="AvatarName">The picture that is stored here for this user; null when there is none.</param>
internal sealed record User(
    UserKey Key,
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
    public AppId AppId => Key.AppId;

    /// <summary>Who it is, within the app.</summary>
    public string OpenId => Key.OpenId;
}

/// <summary>What the user calls themselves, as WeChat or the user gave it. Absent parts are null.</summary>
/// <param name="Gender">0 unknown, 1 male, 2 female; 0 for everyone since 2022.</param>
/// <param name="AvatarUrl">An https address, as given.</param>
internal sealed record UserProfile(string? NickName, string? AvatarUrl, int? Gender = null, string? Language = null, string? City = null, string? Province = null, string? Country = null)
{
    /// <summary>The name WeChat gives everyone since 2022-10-25 who is asked by getUserProfile or getUserInfo.</summary>
    private const string AnonymousName = "微信用户";

    /// <summary>Null for none and for WeChat's anonymous one, which says nothing.</summary>
    internal static UserProfile? From(DecryptedProfile? profile) =>
        profile?.NickName is null or "" or AnonymousName
            ? null
            : new(profile.NickName, profile.AvatarUrl, profile.Gender, profile.Language, profile.City, profile.Province, profile.Country);
}
