using System.Globalization;
using MiniLogin.Account.Avatars;
using MiniLogin.Sessions;
using MiniLogin.Users;

namespace MiniLogin.Account;

/// <summary>What the user calls themselves, told by the user.</summary>
internal sealed class ProfileService(SessionService sessions, IUserStore users, AvatarService avatars)
{
    /// <summary>Changes what is not null. A stored picture that the new address does not show is removed.</summary>
    /// <exception cref="StoreUnavailableException">Nothing is known of the write; changing it again is safe.</exception>
    public async Task<ProfileOutcome> UpdateAsync(Session session, string? nickName, string? avatarUrl, CancellationToken cancellationToken)
    {
        if (nickName is not null && ProfileLimits.CheckNickName(nickName) is { } badName)
        {
            return new ProfileOutcome.RequestInvalid("nickName", badName);
        }

        if (await sessions.FindUserAsync(session, cancellationToken) is not { } user)
        {
            return new ProfileOutcome.SessionInvalid();
        }

        // Sending back the address that the upload gave changes nothing; on the developer's own machine it is http.
        var isOwn = avatarUrl is not null && avatarUrl == user.Profile?.AvatarUrl;
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

/// <summary>What became of a change of the profile.</summary>
internal abstract record ProfileOutcome
{
    private ProfileOutcome()
    {
    }

    /// <param name="User">After the change.</param>
    public sealed record Updated(User User) : ProfileOutcome;

    /// <param name="Field">As <c>PUT /user</c> names it.</param>
    /// <param name="Reason">Follows the field's name: "must have at most 1024 characters".</param>
    public sealed record RequestInvalid(string Field, string Reason) : ProfileOutcome;

    /// <summary>The user was deleted or blocked, or has ended this session.</summary>
    public sealed record SessionInvalid : ProfileOutcome;
}

/// <summary>What a user may call themselves.</summary>
internal static class ProfileLimits
{
    /// <summary>In text elements: what a reader takes for one character, as an emoji of many parts is.</summary>
    public const int NickName = 64;

    public const int AvatarUrl = 1024;

    // A text element may go on without end.
    private const int NickNameLength = 1024;

    /// <summary>Why it cannot be a name; null when it can.</summary>
    public static string? CheckNickName(string name) => name switch
    {
        _ when string.IsNullOrWhiteSpace(name) => "is empty",
        { Length: > NickNameLength } => $"must have at most {NickName} characters",
        _ when new StringInfo(name).LengthInTextElements > NickName => $"must have at most {NickName} characters",
        _ when name.Any(IsControl) => "must have no control characters",
        _ => null,
    };

    /// <summary>Why it cannot be the address of a picture; null when it can.</summary>
    public static string? CheckAvatarUrl(string url) => url switch
    {
        { Length: > AvatarUrl } => $"must have at most {AvatarUrl} characters",
        _ when !Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps
            || uri.UserInfo.Length > 0 || !uri.IsWellFormedOriginalString() || url.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)) => "must be an https address",
        _ => null,
    };

    private static bool IsControl(char c) =>
        char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || IsDirection(c);

    /// <summary>These would turn the direction of the text around a name, too.</summary>
    private static bool IsDirection(char c) => c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
