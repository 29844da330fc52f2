namespace MiniLogin.Avatars;

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
