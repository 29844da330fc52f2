using MiniLogin.WeChat;

namespace MiniLogin.Users;

/// <summary>What the user calls themselves, as WeChat or the user gave it. Absent parts are null.</summary>
/// <param name="Gender">0 unknown, 1 male, 2 female; 0 for everyone since 2022.</param>
/// <param name="AvatarUrl">An https address, as given.</param>
public sealed record UserProfile(string? NickName, string? AvatarUrl, int? Gender = null, string? Language = null, string? City = null, string? Province = null, string? Country = null)
{
    /// <summary>The name WeChat gives everyone since 2022-10-25 who is asked by getUserProfile or getUserInfo.</summary>
    private const string AnonymousName = "微信用户";

    internal static UserProfile? From(DecryptedProfile profile) =>
        profile.NickName is null or "" or AnonymousName
            ? null
            : new(profile.NickName, profile.AvatarUrl, profile.Gender, profile.Language, profile.City, profile.Province, profile.Country);
}
