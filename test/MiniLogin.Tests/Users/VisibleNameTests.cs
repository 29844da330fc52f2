using FsCheck;
using FsCheck.Fluent;
using MiniLogin.Users;

namespace MiniLogin.Tests.Users;

/// <summary>What is removed from nicknames, and which nicknames are empty.</summary>
public sealed class VisibleNameTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(2000);

    /// <summary>Bidi_Control in https://www.unicode.org/Public/UCD/latest/ucd/PropList.txt.</summary>
    private static readonly int[] Bidirectional = [0x061C, 0x200E, 0x200F, .. Range(0x202A, 0x202E), .. Range(0x2066, 0x2069)];

    /// <summary>
    /// Default_Ignorable_Code_Point in https://www.unicode.org/Public/UCD/latest/ucd/DerivedCoreProperties.txt, White_Space in PropList.txt,
    /// controls, characters whose shape is empty by their name, and the one that stands for what could not be read.
    /// </summary>
    private static readonly int[] Invisible =
    [
        0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, .. Range(0x180B, 0x180F), .. Range(0x200B, 0x200F), .. Range(0x202A, 0x202E), .. Range(0x2060, 0x206F),
        0x3164, .. Range(0xFE00, 0xFE0F), 0xFEFF, 0xFFA0, .. Range(0xFFF0, 0xFFF8), .. Range(0x1BCA0, 0x1BCA3), .. Range(0x1D173, 0x1D17A), .. Range(0xE0000, 0xE0FFF),
        .. Range(0x0009, 0x000D), 0x0020, 0x0085, 0x00A0, 0x1680, .. Range(0x2000, 0x200A), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000,
        0x0000, 0x001F, 0x007F, 0x2800, 0x1D159, 0x16FE4, 0xFFFD,
    ];

    private static readonly string[] Visible = ["a", "李", "é", "ا", "א", "ㅤx", "👨‍👩‍👧‍👦", "❤️", "1", ".", "\u0301", "\uE415"];

    [Fact]
    public void Every_invisible_character_alone_is_an_empty_name() =>
        Invisible.Where(c => VisibleName.From(char.ConvertFromUtf32(c)).Length > 0).Select(c => $"U+{c:X4}").Should().BeEmpty();

    [Fact]
    public void A_name_of_invisible_characters_only_is_empty() =>
        Prop.ForAll(Gen.Elements(Invisible).ListOf().ToArbitrary(), name => VisibleName.From(Text(name)).Length == 0).Check(Many);

    [Fact]
    public void A_name_with_a_visible_character_loses_its_bidirectional_controls_only() => Prop.ForAll(
        Gen.Elements(Invisible.Except(Bidirectional)).ListOf().ToArbitrary(),
        Gen.Elements(Visible).ToArbitrary(),
        Gen.Elements(Bidirectional).ArrayOf(3).ToArbitrary(),
        (around, visible, controls) =>
        {
            var (before, after) = (Text(around.Take(around.Count / 2)), Text(around.Skip(around.Count / 2)));
            var sent = Text(controls[..1]) + before + Text(controls[1..2]) + visible + after + Text(controls[2..]);

            return VisibleName.From(sent) == before + visible + after && VisibleName.From(before + visible + after) == before + visible + after;
        }).Check(Many);

    private static IEnumerable<int> Range(int first, int last) => Enumerable.Range(first, last - first + 1);

    private static string Text(IEnumerable<int> characters) => string.Concat(characters.Select(char.ConvertFromUtf32));
}
