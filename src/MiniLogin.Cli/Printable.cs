namespace MiniLogin.Cli;

/// <summary>Makes text from others, such as a user agent, safe to print: control characters could manipulate the terminal.</summary>
internal static class Printable
{
    public static string From(string? text) => text is null ? "" : string.Concat(text.Select(c => IsSafe(c) ? c : '?'));

    /// <summary>Keeps line breaks. For messages, such as those of AWS, but not for values of users, who could forge lines.</summary>
    public static string Lines(string? text) => string.Join('\n', (text ?? "").ReplaceLineEndings("\n").Split('\n').Select(From));

    public static string From(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture) ?? "";

    private static bool IsSafe(char c) => !char.IsControl(c) && c is not (>= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u2069');
}
