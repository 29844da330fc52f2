using System.Buffers.Binary;

namespace MiniLogin.Avatars;

/// <summary>How a camera was held, of all that EXIF 3.0 has: without it a portrait would lie on its side.</summary>
internal static class ExifOrientation
{
    private const int HeaderLength = 8;
    private const int EntryLength = 12;
    private const ushort Tag = 0x0112;
    private const ushort Short = 3;

    private static ReadOnlySpan<byte> Identifier => "Exif\0\0"u8;

    /// <summary>An APP1 segment that says this and nothing else.</summary>
    public static byte[] Segment(byte orientation) =>
    [
        0xFF, 0xE1, 0, 34, .. Identifier,
        (byte)'M', (byte)'M', 0, 42, 0, 0, 0, HeaderLength,
        0, 1, Tag >> 8, Tag & 0xFF, 0, (byte)Short, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0,
    ];

    /// <summary>2 to 8; null when it is upright, when the segment does not say, and when it is none of EXIF.</summary>
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
