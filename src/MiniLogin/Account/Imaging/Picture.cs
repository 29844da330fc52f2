namespace MiniLogin.Account.Imaging;

/// <summary>A picture. Its kind and size are read from the content; the file name and the sender's claims are ignored.</summary>
/// <param name="Content">
/// The content without metadata: place, time and camera (EXIF, XMP, IPTC), comments, previews, and data after the picture's end.
/// The orientation of a JPEG and color profiles are kept.
/// </param>
internal sealed record Picture(PictureKind Kind, int Width, int Height, ReadOnlyMemory<byte> Content)
{
    /// <summary>Maximum width and height, in pixels.</summary>
    public const int MaxSide = 4096;

    public bool FitsInto(int side) => Width <= side && Height <= side;

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
        return size is ( > 0, > 0) ? new(kind, size.Value.Width, size.Value.Height, shown.ToArray()) : null;
    }
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
