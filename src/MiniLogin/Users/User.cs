using System.Diagnostics.CodeAnalysis;
using MiniLogin.Apps;
using MiniLogin.WeChat;

namespace MiniLogin.Users;

/// <summary>A user of an app.</summary>
/// <param name="UnionId">Identifies the person across the apps of one Open Platform account. Null if WeChat did not send it.</param>
/// <param name="Profile">Null if only WeChat's anonymous profile is known.</param>
/// <param name="LoginCount">Number of logins, including the first.</param>
/// <param name="IsBlocked">The operator blocked this user, who cannot log in and has no live session.</param>
/// <param name="SecurityStamp">
/// A random value that changes whenever all sessions of the user end. A session belongs to the user only while it has the same stamp,
/// or is <paramref name="KeptSessionId"/>. Unlike a time, it does not depend on the clocks of several machines. Null before the first
/// login of an imported user.
/// </param>
/// <param name="SealedPhone">The encrypted phone number; null if none is bound.</param>
/// <param name="AvatarName">The name of the stored picture, which is shown instead of the profile's URL; null if there is none.</param>
/// <param name="AvatarDay">The day of the last upload, in UTC days since 1970; 0 if there was none.</param>
/// <param name="AvatarsInDay">The number of pictures that the user uploaded on that day.</param>
/// <param name="PhoneCodeHash">The hash of the code that bound the phone number, so that nobody sends it to WeChat again. Null if there was none.</param>
/// <param name="PersonId">Identifies the person across the linked users: 32 hexadecimal digits. Null if the user is not linked.</param>
/// <param name="IsUnlinked">The operator unlinked this user. No login links it again.</param>
internal sealed record User(
    UserKey Key,
    string? UnionId,
    UserProfile? Profile,
    DateTimeOffset FirstLoginAt,
    DateTimeOffset LastLoginAt,
    long LoginCount,
    bool IsBlocked = false,
    string? SecurityStamp = null,
    string? KeptSessionId = null,
    ReadOnlyMemory<byte>? SealedPhone = null,
    string? AvatarName = null,
    long AvatarDay = 0,
    int AvatarsInDay = 0,
    string? PhoneCodeHash = null,
    string? PersonId = null,
    bool IsUnlinked = false)
{
    public AppId AppId => Key.AppId;

    /// <summary>Identifies the user within the app.</summary>
    public string OpenId => Key.OpenId;

    /// <summary>The user as shown: with the URL of the stored picture, if there is one.</summary>
    /// <param name="publicUrl">The URL of the API without a slash at its end.</param>
    public User ShownAt(string publicUrl) =>
        AvatarName is null ? this : this with { Profile = (Profile ?? new(null, null)) with { AvatarUrl = publicUrl + PathOf(AvatarName) } };

    /// <summary>Whether a URL shows the stored picture, under whatever domain it was shown.</summary>
    public bool IsOwnPicture(string url) => AvatarName is not null && url.EndsWith(PathOf(AvatarName), StringComparison.Ordinal);

    private static string PathOf(string avatarName) => $"/avatars/{avatarName}";
}

/// <summary>The profile, as given by WeChat or the user. Unknown parts are null.</summary>
/// <param name="Gender">0 unknown, 1 male, 2 female; 0 for everyone since 2022.</param>
/// <param name="AvatarUrl">An https URL, as given. Of a stored picture only the name is stored.</param>
internal sealed record UserProfile(string? NickName, string? AvatarUrl, int? Gender = null, string? Language = null, string? City = null, string? Province = null, string? Country = null)
{
    /// <summary>The name that getUserProfile and getUserInfo return for everyone since 2022-10-25.</summary>
    private const string AnonymousName = "微信用户";

    /// <summary>Returns null if there is no profile or only WeChat's anonymous one, which contains no information.</summary>
    internal static UserProfile? From(DecryptedProfile? profile) =>
        profile is null || VisibleName.From(profile.NickName ?? profile.Name ?? "") is not { Length: > 0 } name || name == AnonymousName
            ? null
            : new(name, profile.AvatarUrl, profile.Gender, profile.Language, profile.City, profile.Province, profile.Country);
}

/// <summary>The key of a user: <c>appId#openId</c>. An openid belongs to one app, so the key includes the app.</summary>
/// <param name="OpenId">1 to 128 printable ASCII characters.</param>
public sealed record UserKey(AppId AppId, string OpenId)
{
    internal const int MaxOpenIdLength = WeChatId.MaxLength;

    /// <param name="key">Null if the text is not a key.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out UserKey? key)
    {
        key = text?.Split('#', 2) is [var appId, var openId] && AppId.TryParse(appId, out var parsed) && IsOpenId(openId) ? new(parsed, openId) : null;
        return key is not null;
    }

    /// <summary>Whether the text has the format of an openid.</summary>
    internal static bool IsOpenId(string text) => WeChatId.IsValid(text);

    /// <summary>The key as text.</summary>
    public override string ToString() => $"{AppId}#{OpenId}";
}
