using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MiniLogin.WeChat;

namespace MiniLogin.Tests.WeChat;

/// <summary>Properties of the reader of JSON that others wrote.</summary>
public sealed class LenientJsonTests
{
    // Texts from these parts have all kinds of damage far more often than random characters.
    private static readonly Gen<string> Texts = Gen.Elements(
        "a", "李", "😀", "\ud83d", "\ude00", "\u0000", "\u0014", "\n", "\t", "\u007f", "\u2028", "\ufffd", "\ufeff", "\"", "\\", "/", "u0041", "{", "}", ",").ArrayOf().Select(string.Concat);

    private static readonly Gen<byte[]> Damages = Gen.OneOf(
        Gen.Elements<byte[]>([0x14], [0x0a], [0xf0, 0x9f], [0xe6, 0x9d], [0xed, 0xa0, 0xbd], [0xff], [0x80], [0xef, 0xbb, 0xbf], [0x5c, 0x75], [0x5c, 0x71], [.. "\\ud83d"u8], [.. "\\ude00"u8]),
        Gen.Choose(0, 255).Where(b => b is not ('"' or '\\')).Select(b => new[] { (byte)b })).ArrayOf().Select(parts => parts.SelectMany(part => part).ToArray());

    [Fact]
    public void A_text_is_read_as_written_but_for_halves_of_surrogate_pairs() => Prop.ForAll(Texts.ToArbitrary(), Gen.Choose(0, 15).ToArbitrary(), (text, escapes) =>
    {
        var expected = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        var json = $$"""{"openId":"o","nickName":"{{Written(text, escapes)}}","city":"c"}""";
        return Read(Encoding.UTF8.GetBytes(json)) is { OpenId: "o", City: "c" } read && read.NickName == expected;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_damage_inside_a_text_costs_nothing_around_it() => Prop.ForAll(Damages.ToArbitrary(), damage =>
        Read([.. "{\"openId\":\"o\",\"nickName\":\"before"u8, .. damage, .. " \",\"city\":\"c\",\"gender\":1}"u8]) is { OpenId: "o", City: "c", Gender: 1 } read
        && read.NickName!.StartsWith("before", StringComparison.Ordinal)
        && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(read.NickName)) == read.NickName).QuickCheckThrowOnFailure();

    [Fact]
    public void Valid_JSON_is_read_as_the_strict_reader_reads_it() => Prop.ForAll<string, int, string>((name, gender, city) =>
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object?> { ["nickName"] = name, ["gender"] = gender, ["city"] = city });
        return Read(json) == JsonSerializer.Deserialize(json, WeChatJson.Default.DecryptedProfile);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Anything_else_than_a_JSON_object_is_refused() => Prop.ForAll<byte[]>(bytes =>
    {
        try
        {
            Read([.. bytes, .. "x"u8]);
            return false;
        }
        catch (JsonException)
        {
            return true;
        }
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("7", 7)]
    [InlineData("\"7\"", 7)]
    [InlineData("\"-1\"", -1)]
    [InlineData("7.5", null)]
    [InlineData("\"seven\"", null)]
    [InlineData("99999999999", null)]
    [InlineData("null", null)]
    [InlineData("[1,{\"a\":2}]", null)]
    public void A_number_may_be_a_text_and_anything_else_counts_as_absent(string written, int? gender) =>
        Read(Encoding.UTF8.GetBytes($$"""{"gender":{{written}},"city":"c"}""")).Should().BeEquivalentTo(new { Gender = gender, City = "c" });

    private static DecryptedProfile? Read(byte[] json) => LenientJson.Read(json, WeChatJson.Default.DecryptedProfile);

    /// <summary>The text between quotes. The bits of <paramref name="escapes"/> choose which characters are escaped; quotes, backslashes and halves of pairs must be.</summary>
    private static string Written(string text, int escapes) => string.Concat(text.Select((c, i) =>
        c is '"' or '\\' || char.IsSurrogate(c) || (escapes >> (i % 4) & 1) == 1 ? $"\\u{(int)c:x4}" : c.ToString()));
}
