namespace MiniLogin.Cli;

/// <summary>Makes text from others, such as a user agent, safe to print: control characters could manipulate the terminal.</summary>
internal static class Printable
{
    public static string From(string? text) => text is null ? "" : string.Concat(text.Select(c => char.IsControl(c) || c is >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u2069' ? '?' : c));

    public static string From(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture) ?? "";
}
