using System.Globalization;
using MiniLogin.Account.Avatars;
using MiniLogin.Sessions;
using MiniLogin.Users;

namespace MiniLogin.Account;

/// <summary>Changes the profile that a user enters.</summary>
internal sealed class ProfileService(SessionService sessions, IUserStore users, AvatarService avatars)
{
    /// <summary>Changes the values that are not null. If the new URL shows another picture, the stored picture is removed.</summary>
    /// <exception cref="StoreUnavailableException">The profile may or may not have changed; retrying is safe.</exception>
    public async Task<ProfileOutcome> UpdateAsync(Session session, string? nickName, string? avatarUrl, CancellationToken cancellationToken)
    {
        nickName = nickName is null ? null : VisibleName.From(nickName);
        if (nickName is not null && ProfileLimits.CheckNickName(nickName) is { } badName)
        {
            return new ProfileOutcome.RequestInvalid("nickName", badName);
        }

        if (await sessions.FindUserAsync(session, cancellationToken) is not { } user)
        {
            return new ProfileOutcome.SessionInvalid();
        }

        // A client may send back the URL that it was shown, which changes nothing. On a developer's machine that URL is http.
        var isOwn = avatarUrl is not null && (user.IsOwnPicture(avatarUrl) || (user.AvatarName is null && avatarUrl == user.Profile?.AvatarUrl));
        if (avatarUrl is not null && !isOwn && ProfileLimits.CheckAvatarUrl(avatarUrl) is { } badUrl)
        {
            return new ProfileOutcome.RequestInvalid("avatarUrl", badUrl);
        }

        if (await users.UpdateProfileAsync(user.Key, new(nickName, isOwn ? null : avatarUrl), cancellationToken) is not { } changed)
        {
            return new ProfileOutcome.SessionInvalid();
        }

        await avatars.RemoveReplacedAsync(changed, cancellationToken);
        return new ProfileOutcome.Updated(changed.After);
    }
}

/// <summary>The result of a profile change.</summary>
internal abstract record ProfileOutcome
{
    private ProfileOutcome()
    {
    }

    /// <param name="User">After the change.</param>
    public sealed record Updated(User User) : ProfileOutcome;

    /// <param name="Field">The name of the field in <c>PUT /user</c>.</param>
    /// <param name="Reason">Follows the field's name: "must have at most 1024 characters".</param>
    public sealed record RequestInvalid(string Field, string Reason) : ProfileOutcome;

    /// <summary>The user was deleted or blocked, or has ended this session.</summary>
    public sealed record SessionInvalid : ProfileOutcome;
}

/// <summary>Limits of a profile.</summary>
internal static class ProfileLimits
{
    /// <summary>In text elements, each of which a reader sees as one character, such as an emoji of several parts.</summary>
    public const int NickName = 64;

    public const int AvatarUrl = 1024;

    // A text element can have any length, so the length of the string is limited too.
    private const int NickNameLength = 1024;

    /// <summary>Returns why the text is not a valid name, or null if it is.</summary>
    /// <param name="name">Cleaned, so that it is empty if nothing of it is visible.</param>
    public static string? CheckNickName(string name) => name switch
    {
        "" => "is empty",
        { Length: > NickNameLength } => $"must have at most {NickName} characters",
        _ when new StringInfo(name).LengthInTextElements > NickName => $"must have at most {NickName} characters",
        _ when name.Any(IsControl) => "must have no control characters",
        _ => null,
    };

    /// <summary>Returns why the text is not a valid URL of a picture, or null if it is.</summary>
    public static string? CheckAvatarUrl(string url) => url switch
    {
        { Length: > AvatarUrl } => $"must have at most {AvatarUrl} characters",
        _ when !Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps
            || uri.UserInfo.Length > 0 || !uri.IsWellFormedOriginalString() || url.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)) => "must be an https address",
        _ => null,
    };

    private static bool IsControl(char c) =>
        char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
