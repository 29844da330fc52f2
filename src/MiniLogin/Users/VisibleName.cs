using System.Globalization;
using System.Text;

namespace MiniLogin.Users;

/// <summary>Removes from nicknames what deceives their readers.</summary>
internal static class VisibleName
{
    /// <summary>
    /// Returns the name without bidirectional controls, which could also change the direction of the text around it. Returns "" if
    /// nothing of it is visible. Invisible characters in a visible name stay, because emoji and many scripts need them.
    /// </summary>
    public static string From(string name)
    {
        var cleaned = string.Concat(name.Where(c => !IsBidirectional(c)));
        return cleaned.EnumerateRunes().All(IsInvisible) ? "" : cleaned;
    }

    /// <summary>Unicode's property Bidi_Control.</summary>
    private static bool IsBidirectional(char c) => c is '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    /// <summary>
    /// White space, controls, format characters, and the rest of Unicode's property Default_Ignorable_Code_Point: Hangul fillers, variation
    /// selectors, tags. Also characters that have an empty shape without this property: Braille blank, a note without a head, Khitan filler.
    /// And U+FFFD, which stands for what could not be read, such as half an emoji.
    /// </summary>
    private static bool IsInvisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || rune.Value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x2065 or 0x2800 or 0x3164 or 0xFFA0
            or (>= 0xFE00 and <= 0xFE0F) or (>= 0xFFF0 and <= 0xFFF8) or 0xFFFD or 0x16FE4 or 0x1D159 or (>= 0xE0000 and <= 0xE0FFF);
}
