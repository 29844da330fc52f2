using System.Buffers.Binary;

namespace MiniLogin.Avatars;

/// <summary>JPEG (ITU-T T.81, annex B): segments up to the end of the image, with a frame and a scan in this order.</summary>
internal static class JpegFormat
{
    private const byte StartOfImage = 0xD8;
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;

    /// <summary>Null when it is no JPEG or not whole.</summary>
    public static (int Width, int Height)? Size(ReadOnlySpan<byte> bytes)
    {
        if (bytes is not [0xFF, StartOfImage, .. var rest])
        {
            return null;
        }

        (int Width, int Height)? size = null;
        var scanned = false;
        while (Marker(ref rest) is { } marker)
        {
            if (marker == EndOfImage)
            {
                return scanned ? size : null;
            }

            if (rest.Length < 2 || BinaryPrimitives.ReadUInt16BigEndian(rest) is var length && (length < 2 || length > rest.Length))
            {
                return null;
            }

            var segment = rest[2..length];
            rest = rest[length..];
            if (IsFrame(marker) && (size is not null || (size = FrameSize(segment)) is null))
            {
                return null;
            }

            if (marker == StartOfScan)
            {
                scanned = true;
                rest = size is null ? [] : AfterScan(rest);
            }
        }

        return null;
    }

    /// <summary>The marker at the start, which is taken off with the bytes that fill before it.</summary>
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

    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static (int Width, int Height)? FrameSize(ReadOnlySpan<byte> segment) => segment.Length < 9
        ? null
        : (BinaryPrimitives.ReadUInt16BigEndian(segment[3..]), BinaryPrimitives.ReadUInt16BigEndian(segment[1..]));

    /// <summary>From the next marker on that is neither a stuffed zero nor a restart.</summary>
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
