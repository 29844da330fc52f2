using FsCheck;
using FsCheck.Fluent;
using MiniLogin.Account.Imaging;

namespace MiniLogin.Tests.Avatars;

/// <summary>Recognizes pictures by their content, and limits their size.</summary>
public sealed class PictureTests
{
    public static TheoryData<string> Files => [.. Pictures.Encoded.Keys];

    public static TheoryData<string> Extensions => ["jpg", "png", "webp"];

    public static TheoryData<string, byte[]> Wrong { get; } = new()
    {
        { "text", [.. "not a picture"u8] },
        { "GIF", Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7") },
        { "SVG", [.. "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"u8] },
        { "one byte", [0xFF] },
        { "JPEG without a frame", [0xFF, 0xD8, 0xFF, 0xDA, 0, 2, 0, 0xFF, 0xD9] },
        { "JPEG without a scan", [.. Pictures.Jpeg()[..15], 0xFF, 0xD9] },
        { "JPEG with two frames", [.. Pictures.Jpeg()[..15], .. Pictures.Jpeg()[2..]] },
        { "JPEG of no height", Pictures.Jpeg(height: 0) },
        { "JPEG whose segment is too long", [0xFF, 0xD8, 0xFF, 0xE0, 0xFF, 0xFF, 0, 0xFF, 0xD9] },
        { "JPEG whose segment is too short", [0xFF, 0xD8, 0xFF, 0xE0, 0, 1, 0xFF, 0xD9] },
        { "PNG of no width", Pictures.Png(width: 0) },
        { "PNG of negative width", Pictures.Png(width: -1) },
        { "PNG without data", [.. Pictures.Png()[..33], .. Pictures.Png()[^12..]] },
        { "PNG that begins with data", [.. Pictures.Png()[..8], .. Pictures.Png()[33..]] },
        { "PNG with two headers", [.. Pictures.Png()[..33], .. Pictures.Png()[8..]] },
        { "empty WebP", Pictures.Riff() },
        { "WebP with a header only", Pictures.Riff([.. "VP8X"u8, 10, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0]) },
        { "WebP with an image of another size than the canvas", Pictures.Riff([.. "VP8X"u8, 10, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, .. Pictures.WebP()[12..]]) },
        { "WebP without its signature", Pictures.Riff([.. "VP8L"u8, 8, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]) },
        { "WebP with a header that is too long", Pictures.Riff([.. "VP8X"u8, 12, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 1, 0, 0, 0, 0, .. Pictures.WebP()[12..]]) },
        { "WebP with a frame without an image", Pictures.Animation(3, 2, Pictures.Frame(3, 2, [])) },
        { "WebP with a frame of another size than its image", Pictures.Animation(3, 2, Pictures.Frame(1, 1, Pictures.WebP()[12..])) },
        { "WebP with a frame that is cut off", Pictures.Riff([.. Pictures.Canvas(0x02, 3, 2), .. "ANMF"u8, 4, 0, 0, 0, 1, 2, 3, 4]) },
        { "PNG with a frame that is cut off", Pictures.Insert(Pictures.Png(), "fcTL", [1, 2, 3]) },
        { "RIFF of another kind", [.. "RIFF"u8, 4, 0, 0, 0, .. "WAVE"u8] },
    };

    [Theory, MemberData(nameof(Files))]
    public void A_picture_from_a_common_encoder_is_recognized(string file) => ShouldBe(Picture.Recognize(Pictures.Encoded[file]), Path.GetExtension(file)[1..], 3, 2);

    [Theory, MemberData(nameof(Extensions))]
    public void The_size_of_a_generated_picture_is_recognized(string extension) => ShouldBe(Picture.Recognize(Pictures.Create(extension, 4096, 17)), extension, 4096, 17);

    [Theory, MemberData(nameof(Files))]
    public void A_truncated_picture_is_rejected(string file)
    {
        var whole = Pictures.Encoded[file];
        for (var length = 0; length < whole.Length; length++)
        {
            Picture.Recognize(whole.AsSpan(0, length)).Should().BeNull("{0} of {1} bytes", length, whole.Length);
        }
    }

    [Theory, MemberData(nameof(Wrong))]
    public void Anything_but_a_valid_picture_is_rejected(string what, byte[] bytes) => Picture.Recognize(bytes).Should().BeNull(what);

    [Fact]
    public void The_reader_never_throws() => Prop.ForAll<byte[], int, int>((noise, at, which) =>
    {
        var picture = Pictures.Corrupted(Pictures.Encoded.Values.ElementAt(Math.Abs(which % Pictures.Encoded.Count)), noise, at);

        return Picture.Recognize(picture) is null or { Size: { Width: > 0, Height: > 0 } } && Picture.Recognize(noise) is null;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Theory, MemberData(nameof(Extensions))]
    public async Task A_picture_may_have_at_most_256_KB(string extension)
    {
        await using var world = await World.StartAsync(Store.Memory);
        var token = await world.TokenAsync();

        var url = (await AvatarTests.UploadAsync(world, token, Pictures.Create(extension, length: 256 * 1024))).Ok().Text("avatarUrl");
        (await AvatarTests.UploadAsync(world, token, Pictures.Create(extension, length: (256 * 1024) + 1))).ShouldFail(400, "request_invalid", "file");
        (await AvatarTests.UploadAsync(world, token, Pictures.Create(extension, length: 300 * 1024))).ShouldFail(400, "request_invalid", "file");
        (await AvatarTests.UploadAsync(world, token, Pictures.Create(extension, length: (300 * 1024) + 1))).ShouldFail(400, "request_invalid", "body");
        (await AvatarTests.UploadAsync(world, token, Pictures.Create(extension, length: 9_000_000))).ShouldFail(400, "request_invalid", "body");

        using var served = await world.Http.GetAsync(new Uri(url), TestContext.Current.CancellationToken);
        served.Content.Headers.ContentLength.Should().Be(256 * 1024, "a refused picture does not replace the current one");
    }

    [Theory, MemberData(nameof(Extensions))]
    public async Task A_side_may_have_at_most_4096_pixels(string extension)
    {
        await using var world = await World.StartAsync(Store.Memory);
        var token = await world.TokenAsync();

        (await AvatarTests.UploadAsync(world, token, Pictures.Create(extension, 4096, 4096))).Ok();
        (await AvatarTests.UploadAsync(world, token, Pictures.Create(extension, 4097, 1))).ShouldFail(400, "request_invalid", "file");
        (await AvatarTests.UploadAsync(world, token, Pictures.Create(extension, 1, 4097))).ShouldFail(400, "request_invalid", "file");
    }

    /// <summary>Pictures of at most 4,096 pixels per side, and whether they decode to at most 64 MB of red, green, blue and opacity.</summary>
    public static TheoryData<string, byte[], bool> Decoded => new()
    {
        { "PNG of 16 bits per color, 64 MB", Pictures.Png(2048, 4096, depth: 16), true },
        { "PNG of 16 bits per color, 128 MB", Pictures.Png(4096, 4096, depth: 16), false },
        { "PNG of 16 bits per color, a little over 64 MB", Pictures.Png(2049, 4096, depth: 16), false },
        { "PNG of 1 bit, 64 MB", Pictures.Png(4096, 4096, depth: 1), true },
        { "PNG of 63 frames of 1 MB", Pictures.Png(512, 512, frames: 63), true },
        { "PNG of 64 frames of 1 MB", Pictures.Png(512, 512, frames: 64), false },
        { "JPEG of 8 bits per color, 64 MB", Pictures.Jpeg(4096, 4096), true },
        { "JPEG of 12 bits per color, 128 MB", Pictures.Jpeg(4096, 4096, depth: 12), false },
        { "WebP of 63 frames of 1 MB", Pictures.Animation(512, 512, Pictures.Frames(63)), true },
        { "WebP of 64 frames of 1 MB", Pictures.Animation(512, 512, Pictures.Frames(64)), false },
    };

    [Theory, MemberData(nameof(Decoded))]
    public async Task A_picture_may_have_at_most_64_MB_when_decoded(string what, byte[] picture, bool accepted)
    {
        await using var world = await World.StartAsync(Store.Memory);

        var reply = await AvatarTests.UploadAsync(world, await world.TokenAsync(), picture);

        if (accepted)
        {
            reply.Ok(what);
        }
        else
        {
            reply.ShouldFail(400, "request_invalid", "file").Body.Should().Contain("decoded", what);
        }
    }

    [Fact]
    public async Task A_Wafer_client_is_answered_in_its_own_format()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var token = await world.TokenAsync();

        var reply = await world.SendAsync(HttpMethod.Post, "/user/avatar", AvatarTests.Bytes(Pictures.Png()), headers: ("X-WX-Skey", token));
        var bad = await world.SendAsync(HttpMethod.Post, "/user/avatar", AvatarTests.Bytes([1]), headers: ("X-WX-Skey", token));

        reply.Json["code"]!.GetValue<int>().Should().Be(0);
        (await AvatarTests.ShowAsync(world, reply.Json["data"]!["avatarUrl"]!.GetValue<string>())).Status.Should().Be(System.Net.HttpStatusCode.OK);
        bad.ShouldFail(400, "request_invalid", "file");
    }

    [Fact]
    public async Task The_format_is_recognized_by_content_only()
    {
        await using var world = await World.StartAsync(Store.Memory);
        var token = await world.TokenAsync();

        var renamed = await world.SendAsync(HttpMethod.Post, "/user/avatar", AvatarTests.Bytes(Pictures.Png(), "image/jpeg"), token);
        renamed.Ok().Text("avatarUrl").Should().EndWith(".png");
        var refused = await world.SendAsync(HttpMethod.Post, "/user/avatar", AvatarTests.Bytes([.. "<html>"u8], "image/png"), token);
        refused.ShouldFail(400, "request_invalid", "file");
        (await world.SendAsync(HttpMethod.Post, "/user/avatar", AvatarTests.Bytes([], "image/png"), token)).ShouldFail(400, "request_invalid", "body");
        (await world.SendAsync(HttpMethod.Post, "/user/avatar", AvatarTests.Bytes(Pictures.Png(), "text/plain"), token)).ShouldFail(400, "request_invalid", "file");
    }

    private static void ShouldBe(Picture? picture, string extension, int width, int height) =>
        picture.Should().BeEquivalentTo(new { Kind = PictureKind.OfExtension(extension), Size = new { Width = width, Height = height } });
}
