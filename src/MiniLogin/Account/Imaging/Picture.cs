namespace MiniLogin.Account.Imaging;

/// <summary>A picture. Its kind and size are read from the content; the file name and the sender's claims are ignored.</summary>
/// <param name="Content">
/// The content without metadata: place, time and camera (EXIF, XMP, IPTC), comments, previews, and data after the picture's end.
/// The orientation of a JPEG and the numbers of a color profile are kept.
/// </param>
internal sealed record Picture(PictureKind Kind, PictureSize Size, ReadOnlyMemory<byte> Content)
{
    /// <summary>Maximum width and height, in pixels.</summary>
    public const int MaxSide = 4096;

    /// <summary>Maximum size when decoded, in bytes: a still picture of the maximum width and height with 8 bits per color.</summary>
    public const int MaxDecodedBytes = PictureSize.BytesPerPixel * MaxSide * MaxSide;

    /// <summary>Returns the picture, or null if it is of an unknown kind or incomplete.</summary>
    public static Picture? Recognize(ReadOnlySpan<byte> bytes)
    {
        var shown = new List<byte>(bytes.Length);
        var (kind, size) = bytes switch
        {
            [0xFF, 0xD8, ..] => (PictureKind.Jpeg, JpegFormat.Read(bytes, shown)),
            [0x89, (byte)'P', ..] => (PictureKind.Png, PngFormat.Read(bytes, shown)),
            [(byte)'R', (byte)'I', ..] => (PictureKind.WebP, WebPFormat.Read(bytes, shown)),
            _ => (PictureKind.Png, null),
        };
        return size is { Width: > 0, Height: > 0 } ? new(kind, size.Value, shown.ToArray()) : null;
    }
}

/// <summary>The size of a picture as it declares it.</summary>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="IsDeep">Whether a color has more than 8 bits.</param>
/// <param name="FramePixels">The pixels of all frames of an animation; 0 for a still picture.</param>
internal readonly record struct PictureSize(int Width, int Height, bool IsDeep = false, Int128 FramePixels = default)
{
    /// <summary>For red, green, blue and opacity, of 8 bits each.</summary>
    public const int BytesPerPixel = 4;

    /// <summary>The memory in bytes for the picture and all its frames in red, green, blue and opacity, as viewers decode them.</summary>
    public Int128 DecodedBytes => (((Int128)Width * Height) + FramePixels) * (IsDeep ? 2 * BytesPerPixel : BytesPerPixel);
}

/// <summary>A picture format that every WeChat client can show.</summary>
internal sealed record PictureKind(string Extension, string ContentType)
{
    public static PictureKind Jpeg { get; } = new("jpg", "image/jpeg");

    public static PictureKind Png { get; } = new("png", "image/png");

    public static PictureKind WebP { get; } = new("webp", "image/webp");

    public static PictureKind? OfExtension(string extension) => extension switch
    {
        "jpg" => Jpeg,
        "png" => Png,
        "webp" => WebP,
        _ => null,
    };
}

/// <summary>Searches a list of chunk types, each of four bytes, with one byte between them.</summary>
internal static class ChunkTypes
{
    public const int Length = 4;

    public static bool Has(ReadOnlySpan<byte> types, ReadOnlySpan<byte> type) => types.IndexOf(type) is >= 0 and var at && at % (Length + 1) == 0;
}
