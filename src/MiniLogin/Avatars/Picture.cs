namespace MiniLogin.Avatars;

/// <summary>What a picture's content says it is; what its name or sender says counts for nothing.</summary>
internal sealed record Picture(PictureKind Kind, int Width, int Height)
{
    /// <summary>The most that either side may have.</summary>
    public const int MaxSide = 4096;

    public bool FitsInto(int side) => Width <= side && Height <= side;

    /// <summary>The picture; null when it is none of the known kinds or not whole.</summary>
    public static Picture? Recognize(ReadOnlySpan<byte> bytes)
    {
        var (kind, size) = bytes switch
        {
            [0xFF, 0xD8, ..] => (PictureKind.Jpeg, JpegFormat.Size(bytes)),
            [0x89, (byte)'P', ..] => (PictureKind.Png, PngFormat.Size(bytes)),
            [(byte)'R', (byte)'I', ..] => (PictureKind.WebP, WebPFormat.Size(bytes)),
            _ => (PictureKind.Png, null),
        };
        return size is ( > 0, > 0) ? new(kind, size.Value.Width, size.Value.Height) : null;
    }
}
