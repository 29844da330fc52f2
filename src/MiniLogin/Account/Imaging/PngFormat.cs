using System.Buffers.Binary;

namespace MiniLogin.Account.Imaging;

/// <summary>PNG (W3C, third edition): chunks from IHDR to IEND, with data between them.</summary>
internal static class PngFormat
{
    private const int HeaderLength = 13;
    private const int Around = 12;

    /// <summary>What a decoder needs, and of the rest transparency, colours, proportions and animation: no text, time or EXIF.</summary>
    private static ReadOnlySpan<byte> ShownTypes => "IHDR PLTE IDAT IEND tRNS bKGD hIST sPLT sBIT cHRM gAMA iCCP sRGB cICP mDCV cLLI pHYs acTL fcTL fdAT"u8;

    private static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Null when it is no PNG or not whole.</summary>
    /// <param name="shown">Gets what is shown of it.</param>
    public static (int Width, int Height)? Read(ReadOnlySpan<byte> bytes, List<byte> shown)
    {
        if (!bytes.StartsWith(Signature))
        {
            return null;
        }

        shown.AddRange(Signature);
        (int Width, int Height)? size = null;
        var hasData = false;
        for (var rest = bytes[Signature.Length..]; rest.Length >= Around;)
        {
            // Length, type, data, checksum.
            var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            var type = rest.Slice(4, ChunkTypes.Length);
            if (length > rest.Length - Around || size is null != type.SequenceEqual("IHDR"u8))
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
                shown.AddRange(rest[..(int)(length + Around)]);
            }

            if (type.SequenceEqual("IEND"u8))
            {
                return hasData ? size : null;
            }

            hasData |= type.SequenceEqual("IDAT"u8) && length > 0;
            rest = rest[(int)(length + Around)..];
        }

        return null;
    }
}
