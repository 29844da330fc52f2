using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace MiniLogin.Apps;

/// <summary>
/// The id of an app. A mini program of WeChat has <c>wx</c> and 16 lowercase hexadecimal digits. An app of WeCom (企业微信) has
/// <c>CORPID/AGENTID</c>: a corpid, which is <c>ww</c> or <c>wx</c> and 16 lowercase hexadecimal digits, and 1 to 10 digits.
/// </summary>
public sealed partial record AppId
{
    /// <summary>The maximum length of an id, in characters.</summary>
    internal const int MaxLength = 29;

    /// <summary>The format of a mini program's id, for settings and Referers, which never name an app of WeCom.</summary>
    internal const string MiniProgramPattern = "wx[0-9a-f]{16}";

    internal const string Format = "wx and 16 lowercase hexadecimal digits, or CORPID/AGENTID of a WeCom app";

    private readonly string _text;

    private AppId(string text) => _text = text;

    /// <summary>The corp (企业) of an app of WeCom; null for a mini program of WeChat.</summary>
    internal string? CorpId => _text.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? _text[..slash] : null;

    /// <param name="id">Null if the text is not an id.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out AppId? id)
    {
        id = text is { Length: <= MaxLength } && AnyPattern().IsMatch(text) ? new(text) : null;
        return id is not null;
    }

    /// <exception cref="FormatException">The text is not an id.</exception>
    public static AppId Parse(string text) => TryParse(text, out var id) ? id : throw new FormatException($"An app id must be {Format}.");

    /// <summary>The id as text.</summary>
    public override string ToString() => _text;

    [GeneratedRegex("^(" + MiniProgramPattern + @"|w[wx][0-9a-f]{16}/[0-9]{1,10})\z", RegexOptions.CultureInvariant)]
    private static partial Regex AnyPattern();
}
