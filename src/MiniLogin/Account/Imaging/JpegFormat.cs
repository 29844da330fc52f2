using System.Buffers.Binary;

namespace MiniLogin.Account.Imaging;

/// <summary>Reads JPEG (ITU-T T.81, annex B): segments up to the end of the image, with a frame and a scan in this order.</summary>
internal static class JpegFormat
{
    private const byte StartOfImage = 0xD8;
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;
    private const byte App1 = 0xE1;

    /// <summary>Length of a JFIF segment without a preview, in bytes.</summary>
    private const int JfifLength = 14;

    /// <summary>Returns the size in pixels, or null if the content is not a JPEG or is incomplete.</summary>
    /// <param name="shown">Receives the parts that are needed to show the picture.</param>
    public static (int Width, int Height)? Read(ReadOnlySpan<byte> bytes, List<byte> shown)
    {
        if (bytes is not [0xFF, StartOfImage, .. var rest])
        {
            return null;
        }

        (int Width, int Height)? size = null;
        var scanned = false;
        shown.AddRange([0xFF, StartOfImage]);
        while (Marker(ref rest) is { } marker)
        {
            if (marker == EndOfImage)
            {
                shown.AddRange([0xFF, EndOfImage]);
                return scanned ? size : null;
            }

            if (rest.Length < 2 || BinaryPrimitives.ReadUInt16BigEndian(rest) is var length && (length < 2 || length > rest.Length))
            {
                return null;
            }

            var segment = rest[2..length];
            if (IsShown(marker, segment))
            {
                shown.AddRange([0xFF, marker]);
                shown.AddRange(rest[..length]);
            }
            else if (marker == App1 && ExifOrientation.Read(segment) is { } orientation)
            {
                shown.AddRange(ExifOrientation.Segment(orientation));
            }

            rest = rest[length..];
            if (IsFrame(marker) && (size is not null || (size = FrameSize(segment)) is null))
            {
                return null;
            }

            if (marker == StartOfScan)
            {
                scanned = true;
                var after = size is null ? [] : AfterScan(rest);
                shown.AddRange(rest[..^after.Length]);
                rest = after;
            }
        }

        return null;
    }

    /// <summary>
    /// Removes the marker at the start and the fill bytes before it. Returns null if there is none, or one that is not allowed here.
    /// </summary>
    private static byte? Marker(ref ReadOnlySpan<byte> rest)
    {
        if (rest is not [0xFF, ..] || rest.IndexOfAnyExcept((byte)0xFF) is not (> 0 and var at))
        {
            return null;
        }

        var marker = rest[at];
        rest = rest[(at + 1)..];
        return marker is > 0x01 and not (>= 0xD0 and <= StartOfImage) ? marker : null;
    }

    /// <summary>
    /// Of the application segments, keeps only those needed to show the picture: JFIF, a color profile, Adobe's transform.
    /// Removes comments.
    /// </summary>
    private static bool IsShown(byte marker, ReadOnlySpan<byte> segment) => marker switch
    {
        0xE0 => segment.Length == JfifLength && segment.StartsWith("JFIF\0"u8),
        0xE2 => segment.StartsWith("ICC_PROFILE\0"u8),
        0xEE => segment.StartsWith("Adobe"u8),
        (>= 0xE0 and <= 0xEF) or 0xFE => false,
        _ => true,
    };

    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static (int Width, int Height)? FrameSize(ReadOnlySpan<byte> segment) => segment.Length < 9
        ? null
        : (BinaryPrimitives.ReadUInt16BigEndian(segment[3..]), BinaryPrimitives.ReadUInt16BigEndian(segment[1..]));

    /// <summary>Returns the rest from the next marker that is neither a stuffed zero nor a restart.</summary>
    private static ReadOnlySpan<byte> AfterScan(ReadOnlySpan<byte> rest)
    {
        while (rest.IndexOf((byte)0xFF) is >= 0 and var at && at + 1 < rest.Length)
        {
            if (rest[at + 1] is not (0x00 or (>= 0xD0 and <= 0xD7)))
            {
                return rest[at..];
            }

            rest = rest[(at + 2)..];
        }

        return [];
    }
}

/// <summary>Reads and writes the orientation, the only EXIF 3.0 value that is kept. Without it, a portrait would lie on its side.</summary>
internal static class ExifOrientation
{
    private const int HeaderLength = 8;
    private const int EntryLength = 12;
    private const ushort Tag = 0x0112;
    private const ushort Short = 3;

    private static ReadOnlySpan<byte> Identifier => "Exif\0\0"u8;

    /// <summary>Returns an APP1 segment that contains only the orientation.</summary>
    public static byte[] Segment(byte orientation) =>
    [
        0xFF, 0xE1, 0, 34, .. Identifier,
        (byte)'M', (byte)'M', 0, 42, 0, 0, 0, HeaderLength,
        0, 1, Tag >> 8, Tag & 0xFF, 0, (byte)Short, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0,
    ];

    /// <summary>Returns 2 to 8, or null if the picture is upright or the segment is not EXIF or has no orientation.</summary>
    public static byte? Read(ReadOnlySpan<byte> segment)
    {
        if (!segment.StartsWith(Identifier) || segment[Identifier.Length..] is not [_, _, _, _, _, _, _, _, ..] tiff)
        {
            return null;
        }

        var big = tiff[..4].SequenceEqual("MM\0*"u8);
        if (!big && !tiff[..4].SequenceEqual("II*\0"u8))
        {
            return null;
        }

        var at = big ? BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]) : BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]);
        if (at > tiff.Length - 2)
        {
            return null;
        }

        var entries = tiff[(int)at..];
        var count = Number(entries, big);
        for (entries = entries[2..]; count > 0 && entries.Length >= EntryLength; count--, entries = entries[EntryLength..])
        {
            if (Number(entries, big) == Tag)
            {
                // A type, a count of one, and the value.
                return Number(entries[2..], big) == Short && Number(entries[8..], big) is > 1 and <= 8 and var orientation ? (byte)orientation : null;
            }
        }

        return null;
    }

    private static ushort Number(ReadOnlySpan<byte> bytes, bool big) => big ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);
}
