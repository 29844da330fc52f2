using System.Buffers.Binary;

namespace MiniLogin.Account.Imaging;

/// <summary>Reads PNG (W3C, third edition): chunks from IHDR to IEND, with data between them.</summary>
internal static class PngFormat
{
    private const int HeaderLength = 13;
    private const int ChunkOverhead = 12;

    /// <summary>
    /// The chunks that a decoder needs, and those for transparency, colors, proportions and animation. Not text, time or EXIF.
    /// </summary>
    private static ReadOnlySpan<byte> ShownTypes => "IHDR PLTE IDAT IEND tRNS bKGD hIST sPLT sBIT cHRM gAMA iCCP sRGB cICP mDCV cLLI pHYs acTL fcTL fdAT"u8;

    private static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Returns the size in pixels, or null if the content is not a PNG or is incomplete.</summary>
    /// <param name="shown">Receives the parts that are needed to show the picture.</param>
    public static (int Width, int Height)? Read(ReadOnlySpan<byte> bytes, List<byte> shown)
    {
        if (!bytes.StartsWith(Signature))
        {
            return null;
        }

        shown.AddRange(Signature);
        (int Width, int Height)? size = null;
        var hasData = false;
        for (var rest = bytes[Signature.Length..]; rest.Length >= ChunkOverhead;)
        {
            // Length, type, data, checksum.
            var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            var type = rest.Slice(4, ChunkTypes.Length);
            if (length > rest.Length - ChunkOverhead || size is null != type.SequenceEqual("IHDR"u8))
            {
                return null;
            }

            if (size is null)
            {
                if (length != HeaderLength)
                {
                    return null;
                }

                size = (BinaryPrimitives.ReadInt32BigEndian(rest[8..]), BinaryPrimitives.ReadInt32BigEndian(rest[12..]));
            }

            if (ChunkTypes.Has(ShownTypes, type))
            {
                shown.AddRange(rest[..(int)(length + ChunkOverhead)]);
            }

            if (type.SequenceEqual("IEND"u8))
            {
                return hasData ? size : null;
            }

            hasData |= type.SequenceEqual("IDAT"u8) && length > 0;
            rest = rest[(int)(length + ChunkOverhead)..];
        }

        return null;
    }
}
