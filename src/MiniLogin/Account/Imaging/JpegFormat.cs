using System.Buffers.Binary;

namespace MiniLogin.Account.Imaging;

/// <summary>Reads JPEG (ITU-T T.81, annex B): segments up to the end of the image, with a frame and a scan in this order.</summary>
internal static class JpegFormat
{
    private const byte StartOfImage = 0xD8;
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;
    private const byte App1 = 0xE1;
    private const byte App2 = 0xE2;
    private const byte App14 = 0xEE;

    /// <summary>Length of a JFIF segment without a preview, in bytes.</summary>
    private const int JfifLength = 14;

    /// <summary>Length of Adobe's segment, in bytes.</summary>
    private const int AdobeLength = 12;

    private const int MaxSegmentLength = ushort.MaxValue - 2;

    private static ReadOnlySpan<byte> ProfileIdentifier => "ICC_PROFILE\0"u8;

    /// <summary>Returns the size, or null if the content is not a JPEG or is incomplete.</summary>
    /// <param name="shown">Receives the parts that are needed to show the picture.</param>
    public static PictureSize? Read(ReadOnlySpan<byte> bytes, List<byte> shown)
    {
        if (bytes is not [0xFF, StartOfImage, .. var rest])
        {
            return null;
        }

        PictureSize? size = null;
        var scanned = false;
        var profile = new SortedDictionary<byte, byte[]>();
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
            if (IsFrame(marker))
            {
                if (size is not null || (size = FrameSize(segment)) is null)
                {
                    return null;
                }

                shown.AddRange(Profile([.. profile.Values.SelectMany(part => part)]));
            }

            if (IsShown(marker, segment))
            {
                shown.AddRange(Segment(marker, segment));
            }
            else if (marker == App1 && ExifOrientation.Read(segment) is { } orientation)
            {
                shown.AddRange(ExifOrientation.Segment(orientation));
            }
            else if (marker == App2 && segment.StartsWith(ProfileIdentifier) && segment[ProfileIdentifier.Length..] is [var number, _, .. var part])
            {
                profile[number] = part.ToArray();
            }
            else if (marker == App14 && segment.Length >= AdobeLength && segment.StartsWith("Adobe"u8))
            {
                shown.AddRange(Segment(marker, segment[..AdobeLength]));
            }

            rest = rest[length..];

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
    /// Whether a decoder needs the whole segment: JFIF, frames, tables, scans. Of the other application segments, only the orientation,
    /// a color profile and Adobe's transform are needed, and only in part.
    /// </summary>
    private static bool IsShown(byte marker, ReadOnlySpan<byte> segment) =>
        marker == 0xE0 ? segment.Length == JfifLength && segment.StartsWith("JFIF\0"u8) : marker is (>= 0xC0 and <= 0xCF and not 0xC8) or (>= StartOfScan and <= 0xDD);

    private static byte[] Segment(byte marker, ReadOnlySpan<byte> content) => [0xFF, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content];

    /// <summary>Returns the segment with the reduced profile, or empty if the picture is shown without it.</summary>
    private static byte[] Profile(byte[] profile)
    {
        if (ColorProfile.Reduce(profile) is not { } reduced)
        {
            return [];
        }

        byte[] content = [.. ProfileIdentifier, 1, 1, .. reduced];
        return content.Length <= MaxSegmentLength ? Segment(App2, content) : [];
    }

    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static PictureSize? FrameSize(ReadOnlySpan<byte> segment) => segment.Length < 9
        ? null
        : new(BinaryPrimitives.ReadUInt16BigEndian(segment[3..]), BinaryPrimitives.ReadUInt16BigEndian(segment[1..]), IsDeep: segment[0] > 8);

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
