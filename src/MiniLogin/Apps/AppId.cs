using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace MiniLogin.Apps;

/// <summary>The id of a mini program: <c>wx</c> and 16 lowercase hexadecimal digits.</summary>
public sealed record AppId
{
    /// <summary>The length of an id, in characters.</summary>
    internal const int MaxLength = 18;

    /// <summary>The format of an id, for settings and options that are checked by a pattern.</summary>
    internal const string Pattern = "wx[0-9a-f]{16}";

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private readonly string _text;

    private AppId(string text) => _text = text;

    /// <param name="id">Null if the text is not an id.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out AppId? id)
    {
        id = text is { Length: MaxLength } && text.StartsWith("wx", StringComparison.Ordinal) && !text.AsSpan(2).ContainsAnyExcept(HexDigits) ? new(text) : null;
        return id is not null;
    }

    /// <exception cref="FormatException">The text is not an id.</exception>
    public static AppId Parse(string text) => TryParse(text, out var id) ? id : throw new FormatException("An app id must be wx and 16 lowercase hexadecimal digits.");

    /// <summary>The id as text.</summary>
    public override string ToString() => _text;
}
