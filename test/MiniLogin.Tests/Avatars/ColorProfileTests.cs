using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MiniLogin.Account.Imaging;

namespace MiniLogin.Tests.Avatars;

/// <summary>A color profile keeps the numbers that give the right colors, and nothing that names a person or a device.</summary>
public sealed class ColorProfileTests
{
    private static readonly byte[] Screen = ColorProfiles.OfScreen;

    /// <summary>Pictures with the profile of a screen.</summary>
    public static TheoryData<string, byte[]> WithProfile => new()
    {
        { "jpg", Jpeg(Segment(1, 2, Screen[..100]), Segment(2, 2, Screen[100..])) },
        { "jpg with the parts in the wrong order", Jpeg(Segment(2, 2, Screen[100..]), Segment(1, 2, Screen[..100])) },
        { "png", Pictures.Insert(Pictures.Png(), "iCCP", ColorProfiles.Compressed(Screen)) },
        { "webp", WebP(Screen) },
    };

    public static TheoryData<string, byte[]> Useless => new()
    {
        { "not a profile", [.. "lilei's Phone"u8] },
        { "a profile of ink", ColorProfiles.Create("CMYK", "XYZ ", ColorProfiles.Colors) },
        { "a profile with a table", ColorProfiles.Create("RGB ", "Lab ", ColorProfiles.Colors) },
        { "a profile without a primary", ColorProfiles.Create("RGB ", "XYZ ", ColorProfiles.Colors[1..]) },
        { "a profile with a text as a curve", ColorProfiles.Create("GRAY", "XYZ ", ("kTRC", [.. "text"u8, 0, 0, 0, 0, .. "lilei's Phone"u8])) },
        { "a profile with a curve that is cut off", ColorProfiles.Create("GRAY", "XYZ ", ("kTRC", [.. "curv"u8, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF])) },
        { "a profile of 300 KB", [.. ColorProfiles.OfScreen, .. new byte[300 * 1024]] },
    };

    [Theory, MemberData(nameof(WithProfile))]
    public void A_profile_keeps_its_primaries_and_curves_only(string format, byte[] picture)
    {
        var shown = Picture.Recognize(picture)!.Content.ToArray();

        var profile = ProfileOf(shown);
        Encoding.Latin1.GetString(shown).Should().NotContainAny(["lilei", .. TakenPictures.Secrets], format);
        Encoding.Latin1.GetString(profile).Should().NotContainAny(["lilei", .. TakenPictures.Secrets], format);
        var tags = ColorProfiles.Read(profile);
        tags.Keys.Should().BeEquivalentTo("desc", "cprt", "wtpt", "rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC");
        foreach (var (name, data) in ColorProfiles.Colors[..5])
        {
            tags[name].Should().Equal(data, name);
        }

        tags["bTRC"].Should().Equal(ColorProfiles.Parametric, "what follows the curve is dropped");
        tags["wtpt"].Should().Equal([.. "XYZ "u8, 0, 0, 0, 0, 0, 0, 0xF6, 0xD6, 0, 1, 0, 0, 0, 0, 0xD3, 0x2D], "the white of D50");
    }

    [Theory, MemberData(nameof(Useless))]
    public void A_profile_that_does_not_consist_of_primaries_and_curves_is_removed(string what, byte[] profile)
    {
        var png = Pictures.Insert(Pictures.Png(), "iCCP", ColorProfiles.Compressed(profile));

        Picture.Recognize(png)!.Content.ToArray().Should().Equal(Pictures.Png(), what);
        Picture.Recognize(WebP(profile))!.Content.ToArray().Should().Equal(Pictures.Riff([.. Pictures.Canvas(0, 3, 2), .. Pictures.WebP()[12..]]), what);
        if (profile.Length < 65_000)
        {
            Picture.Recognize(Jpeg(Segment(1, 1, profile)))!.Content.ToArray().Should().Equal(Pictures.Jpeg(), what);
        }
    }

    [Fact]
    public void A_malformed_compressed_profile_is_removed() =>
        Picture.Recognize(Pictures.Insert(Pictures.Png(), "iCCP", [.. "name\0\0lilei"u8]))!.Content.ToArray().Should().Equal(Pictures.Png());

    [Fact]
    public void A_gray_profile_keeps_its_curve() =>
        ColorProfiles.Read(ColorProfile.Reduce(ColorProfiles.Create("GRAY", "XYZ ", ("kTRC", ColorProfiles.Gamma22)))!).Should().ContainKey("kTRC").WhoseValue.Should().Equal(ColorProfiles.Gamma22);

    [Fact]
    public void Reducing_a_profile_never_throws_and_twice_changes_nothing_more() => Prop.ForAll<byte[], int, ushort>((noise, at, length) =>
    {
        var profile = Pictures.Corrupted(Screen, noise, at)[..Math.Min(Screen.Length, (int)length)];

        return ColorProfile.Reduce(profile) is not { } once || ColorProfile.Reduce(once).AsSpan().SequenceEqual(once);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    private static byte[] Jpeg(params byte[][] segments) => [.. Pictures.Jpeg()[..2], .. segments.SelectMany(s => s), .. Pictures.Jpeg()[2..]];

    private static byte[] Segment(byte number, byte count, byte[] part) => [0xFF, 0xE2, (byte)((part.Length + 16) >> 8), (byte)(part.Length + 16), .. "ICC_PROFILE\0"u8, number, count, .. part];

    private static byte[] WebP(byte[] profile) =>
        Pictures.Riff([.. Pictures.Canvas(0x20, 3, 2), .. "ICCP"u8, .. Pictures.LittleEndian(profile.Length), .. profile, .. new byte[profile.Length & 1], .. Pictures.WebP()[12..]]);

    /// <summary>The profile directly after the header of a picture.</summary>
    private static byte[] ProfileOf(byte[] picture)
    {
        switch (picture[0])
        {
            case 0xFF:
                picture[2..20].Should().Equal([0xFF, 0xE2, picture[4], picture[5], .. "ICC_PROFILE\0"u8, 1, 1]);
                return picture[20..(4 + ((picture[4] << 8) | picture[5]))];
            case 0x89:
                picture[37..41].Should().Equal([.. "iCCP"u8]);
                return ColorProfiles.Decompressed(picture[41..(41 + ((picture[35] << 8) | picture[36]))]);
            default:
                picture[20].Should().Be(0x20);
                picture[30..34].Should().Equal([.. "ICCP"u8]);
                return picture[38..(38 + picture[34] + (picture[35] << 8))];
        }
    }
}
