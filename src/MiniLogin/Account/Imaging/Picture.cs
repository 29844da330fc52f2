namespace MiniLogin.Account.Imaging;

/// <summary>What a picture's content says it is; what its name or sender says counts for nothing.</summary>
/// <param name="Content">
/// The content without what is not shown: where, when and by what it was taken (EXIF, XMP, IPTC), comments, previews, and
/// what follows the picture's end. The orientation of a JPEG and colour profiles stay.
/// </param>
internal sealed record Picture(PictureKind Kind, int Width, int Height, ReadOnlyMemory<byte> Content)
{
    /// <summary>The most that either side may have.</summary>
    public const int MaxSide = 4096;

    public bool FitsInto(int side) => Width <= side && Height <= side;

    /// <summary>The picture; null when it is none of the known kinds or not whole.</summary>
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

/// <summary>A format of pictures that every WeChat client shows.</summary>
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

/// <summary>A list of chunk types, four bytes each with a byte between them.</summary>
internal static class ChunkTypes
{
    public const int Length = 4;

    public static bool Has(ReadOnlySpan<byte> types, ReadOnlySpan<byte> type) => types.IndexOf(type) is >= 0 and var at && at % (Length + 1) == 0;
}
