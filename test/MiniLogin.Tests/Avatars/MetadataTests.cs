using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MiniLogin.Account.Imaging;

namespace MiniLogin.Tests.Avatars;

/// <summary>Pictures are public, so place, time, device and other metadata are removed.</summary>
public sealed class MetadataTests
{
    private static readonly byte[] Orientation = [0xFF, 0xE1, 0, 34, .. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];

    /// <summary>A picture, and its bytes without metadata.</summary>
    public static TheoryData<string, byte[], byte[]> Taken => new()
    {
        { "JPEG with an orientation", TakenPictures.Encoded["baseline.jpg"], [.. Pictures.Encoded["baseline.jpg"][..20], .. Orientation, .. Pictures.Encoded["baseline.jpg"][20..]] },
        { "PNG", TakenPictures.Encoded["palette.png"], Pictures.Encoded["palette.png"] },
        { "WebP without an extended header before", TakenPictures.Encoded["lossless.webp"], Pictures.Riff([.. "VP8X"u8, 10, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 1, 0, 0, .. Pictures.Encoded["lossless.webp"][12..]]) },
        { "WebP with transparency", TakenPictures.Encoded["transparent.webp"], Pictures.Encoded["transparent.webp"] },
    };

    public static TheoryData<string, byte[]> Dropped => new()
    {
        { "a preview", [0xFF, 0xE0, 0, 10, .. "JFXX\0"u8, 0x10, 0xFF, 0xD8] },
        { "a JFIF with a preview", [0xFF, 0xE0, 0, 19, .. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 1, 1, 1, 2, 3] },
        { "an index of further pictures", [0xFF, 0xE2, 0, 8, .. "MPF\0II"u8] },
        { "a segment of a format's extension", [0xFF, 0xF0, 0, 7, .. "maker"u8] },
        { "a reserved segment", [0xFF, 0x02, 0, 7, .. "maker"u8] },
        { "an Adobe segment without a transform", [0xFF, 0xEE, 0, 7, .. "Adobe"u8] },
        { "a comment", [0xFF, 0xFE, 0, 7, .. "maker"u8] },
        { "a segment of the camera maker", [0xFF, 0xE5, 0, 7, .. "maker"u8] },
        { "EXIF with the normal orientation", [0xFF, 0xE1, .. Orientation[2..^8], 0, 1, 0, 0, 0, 0, 0, 0] },
        { "EXIF with an unknown orientation", [0xFF, 0xE1, .. Orientation[2..^8], 0, 9, 0, 0, 0, 0, 0, 0] },
        { "EXIF with a directory past its end", [0xFF, 0xE1, 0, 16, .. "Exif\0\0MM\0*"u8, 0xFF, 0xFF, 0xFF, 0xFF] },
        { "EXIF with fewer entries than it declares", [0xFF, 0xE1, 0, 18, .. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0xFF, 0xFF] },
        { "EXIF with an invalid byte order", [0xFF, 0xE1, 0, 34, .. "Exif\0\0MI"u8, .. Orientation[12..]] },
        { "empty EXIF", [0xFF, 0xE1, 0, 8, .. "Exif\0\0"u8] },
    };

    public static TheoryData<string, byte[]> Kept => new()
    {
        { "Adobe's transform", [0xFF, 0xEE, 0, 14, .. "Adobe"u8, 0, 100, 0, 0, 0, 0, 1] },
        { "an orientation", Orientation },
    };

    [Theory, MemberData(nameof(Taken))]
    public void Metadata_is_removed_from_a_picture(string what, byte[] taken, byte[] kept)
    {
        var shown = Picture.Recognize(taken)!.Content.ToArray();

        shown.Should().Equal(kept, what);
        Encoding.Latin1.GetString(shown).Should().NotContainAny(TakenPictures.Secrets);
    }

    [Fact]
    public void The_sample_pictures_contain_metadata() =>
        TakenPictures.Encoded.Values.Should().AllSatisfy(p => Encoding.Latin1.GetString(p).Should().ContainAll("Phone", "lilei"));

    [Theory, MemberData(nameof(Dropped))]
    public void A_JPEG_segment_with_metadata_is_removed(string what, byte[] segment) =>
        Picture.Recognize([.. Pictures.Jpeg()[..2], .. segment, .. Pictures.Jpeg()[2..]])!.Content.ToArray().Should().Equal(Pictures.Jpeg(), what);

    [Theory, MemberData(nameof(Kept))]
    public void A_JPEG_segment_that_affects_display_is_kept(string what, byte[] segment)
    {
        byte[] picture = [.. Pictures.Jpeg()[..2], .. segment, .. Pictures.Jpeg()[2..]];

        Picture.Recognize(picture)!.Content.ToArray().Should().Equal(picture, what);
    }

    [Fact]
    public void Data_after_the_transform_of_Adobe_is_removed()
    {
        byte[] transform = [.. "Adobe"u8, 0, 100, 0, 0, 0, 0, 1];

        var shown = Picture.Recognize([.. Pictures.Jpeg()[..2], 0xFF, 0xEE, 0, 19, .. transform, .. "lilei"u8, .. Pictures.Jpeg()[2..]])!.Content.ToArray();

        shown.Should().Equal([.. Pictures.Jpeg()[..2], 0xFF, 0xEE, 0, 14, .. transform, .. Pictures.Jpeg()[2..]]);
    }

    [Fact]
    public void A_frame_of_an_animation_keeps_its_image_only()
    {
        var image = Pictures.WebP()[12..];
        byte[] opacity = [.. "ALPH"u8, 1, 0, 0, 0, 7, 0];
        byte[] taken = [.. "EXIF"u8, 5, 0, 0, 0, .. "lilei"u8, 0, .. opacity, .. image, .. "XMP "u8, 6, 0, 0, 0, .. "lilei2"u8];

        var shown = Picture.Recognize(Pictures.Animation(3, 2, [.. Pictures.Frame(3, 2, taken), .. Pictures.Frame(3, 2, image)]))!.Content.ToArray();

        shown.Should().Equal(Pictures.Animation(3, 2, [.. Pictures.Frame(3, 2, [.. opacity, .. image]), .. Pictures.Frame(3, 2, image)]));
    }

    [Fact]
    public void A_suggested_palette_of_a_PNG_is_removed() =>
        Picture.Recognize(Pictures.Insert(Pictures.Png(), "sPLT", [.. "lilei's palette"u8, 0, 8, 1, 2, 3, 4, 0, 1]))!.Content.ToArray().Should().Equal(Pictures.Png());

    [Fact]
    public void A_chunk_of_an_unknown_type_is_removed() => Prop.ForAll(
        Gen.Choose('A', 'z').Where(c => char.IsAsciiLetter((char)c)).Select(c => (char)c).ArrayOf(4).Select(letters => new string(letters)).Where(type => char.IsLower(type[2])).ToArbitrary(),
        ArbMap.Default.ArbFor<byte[]>(),
        (type, data) =>
        {
            byte[] chunk = [.. Encoding.ASCII.GetBytes(type), .. Pictures.LittleEndian(data.Length), .. data, .. new byte[data.Length & 1]];
            var image = Pictures.WebP()[12..];
            var canvas = Pictures.Canvas(0, 3, 2);

            return Shown(Pictures.Insert(Pictures.Png(), type, data)).SequenceEqual(Pictures.Png())
                && Shown(Pictures.Riff([.. canvas, .. image, .. chunk])).SequenceEqual(Pictures.Riff([.. canvas, .. image]))
                && Shown(Pictures.Animation(3, 2, Pictures.Frame(3, 2, [.. chunk, .. image]))).SequenceEqual(Pictures.Animation(3, 2, Pictures.Frame(3, 2, image)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Data_after_the_end_of_a_picture_is_removed()
    {
        foreach (var picture in Pictures.Encoded.Values)
        {
            Picture.Recognize([.. picture, .. "a film"u8])!.Content.ToArray().Should().Equal(picture);
        }
    }

    [Fact]
    public void Removing_metadata_twice_changes_nothing_more() => Prop.ForAll<byte[], int, int>((noise, at, which) =>
    {
        var picture = Pictures.Corrupted(TakenPictures.Encoded.Values.ElementAt(Math.Abs(which % TakenPictures.Encoded.Count)), noise, at);

        return Picture.Recognize(picture) is not { } once
            || (Picture.Recognize(once.Content.Span) is { } twice && twice with { Content = once.Content } == once && twice.Content.Span.SequenceEqual(once.Content.Span));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_served_picture_contains_no_location(Store store)
    {
        var (world, bucket) = await PictureBucket.StartAsync(store);
        await using var running = world;
        using var pictures = bucket;
        var token = await world.TokenAsync();

        foreach (var taken in TakenPictures.Encoded.Values)
        {
            var url = (await AvatarTests.UploadAsync(world, token, taken)).Ok().Text("avatarUrl");
            var served = await world.Http.GetByteArrayAsync(new Uri(url), TestContext.Current.CancellationToken);

            Encoding.Latin1.GetString(served).Should().NotContainAny(TakenPictures.Secrets);
            Picture.Recognize(served).Should().BeEquivalentTo(new { Size = new { Width = 3, Height = 2 } });
        }
    }

    private static ReadOnlySpan<byte> Shown(byte[] picture) => Picture.Recognize(picture)!.Content.Span;
}
