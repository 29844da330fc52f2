using System.Globalization;

namespace MiniLogin.Users;

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
