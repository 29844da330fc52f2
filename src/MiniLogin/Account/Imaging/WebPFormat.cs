using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace MiniLogin.Account.Imaging;

/// <summary>Reads WebP (RFC 9649): a RIFF container of one lossy or lossless image, or an extended one with images or frames.</summary>
internal static class WebPFormat
{
    private const int Head = 12;
    private const int ChunkHead = 8;

    /// <summary>The flags of EXIF and XMP.</summary>
    private const byte HasMetadata = 0x0C;

    /// <summary>The chunks for the image, transparency, animation and colors. Not EXIF or XMP.</summary>
    private static ReadOnlySpan<byte> ShownTypes => "VP8 |VP8L|VP8X|ALPH|ANIM|ANMF|ICCP"u8;

    private static ReadOnlySpan<byte> Padding => [0];

    /// <summary>Returns the size in pixels, or null if the content is not a WebP or is incomplete.</summary>
    /// <param name="shown">Receives the parts that are needed to show the picture.</param>
    public static (int Width, int Height)? Read(ReadOnlySpan<byte> bytes, List<byte> shown)
    {
        if (bytes.Length < Head || !bytes.StartsWith("RIFF"u8) || !bytes[8..Head].SequenceEqual("WEBP"u8))
        {
            return null;
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        if (length < 4 || length > bytes.Length - ChunkHead)
        {
            return null;
        }

        shown.AddRange(bytes[..Head]);
        var rest = bytes[Head..(int)(length + ChunkHead)];
        var first = Take(ref rest);
        if (first.IsEmpty)
        {
            return null;
        }

        Append(first, shown);
        var size = Image(first) ?? Canvas(first, rest, shown);
        BinaryPrimitives.WriteInt32LittleEndian(CollectionsMarshal.AsSpan(shown)[4..], shown.Count - ChunkHead);
        return size;
    }

    /// <summary>Returns the size of an extended picture. Reads all its chunks.</summary>
    private static (int Width, int Height)? Canvas(ReadOnlySpan<byte> first, ReadOnlySpan<byte> rest, List<byte> shown)
    {
        if (!first.StartsWith("VP8X"u8) || first.Length < ChunkHead + 10)
        {
            return null;
        }

        CollectionsMarshal.AsSpan(shown)[Head + ChunkHead] &= 0xFF ^ HasMetadata;
        (int Width, int Height) canvas = (UInt24(first[12..]) + 1, UInt24(first[15..]) + 1);
        var hasImage = false;
        while (rest.Length >= ChunkHead)
        {
            var chunk = Take(ref rest);
            var image = Image(chunk);
            if (chunk.IsEmpty || (image is not null && image != canvas))
            {
                return null;
            }

            hasImage |= image is not null || (chunk.StartsWith("ANMF"u8) && chunk.Length > ChunkHead + 16);
            Append(chunk, shown);
        }

        return hasImage ? canvas : null;
    }

    /// <summary>Removes a chunk and the padding after it. Returns the chunk with its head, or empty if it is incomplete.</summary>
    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length < ChunkHead || BinaryPrimitives.ReadUInt32LittleEndian(rest[ChunkTypes.Length..]) is var size && size > rest.Length - ChunkHead)
        {
            return [];
        }

        var chunk = rest[..(ChunkHead + (int)size)];
        // Chunks start at even offsets.
        rest = rest[Math.Min(chunk.Length + (chunk.Length & 1), rest.Length)..];
        return chunk;
    }

    /// <summary>Appends the chunk with its padding, if it is needed to show the picture.</summary>
    private static void Append(ReadOnlySpan<byte> chunk, List<byte> shown)
    {
        if (ChunkTypes.Has(ShownTypes, chunk[..ChunkTypes.Length]))
        {
            shown.AddRange(chunk);
            shown.AddRange(Padding[..(chunk.Length & 1)]);
        }
    }

    /// <summary>Returns the size of an image chunk, or null for other chunks.</summary>
    private static (int Width, int Height)? Image(ReadOnlySpan<byte> chunk) =>
        chunk.StartsWith("VP8 "u8) ? Lossy(chunk[ChunkHead..]) : chunk.StartsWith("VP8L"u8) ? Lossless(chunk[ChunkHead..]) : null;

    private static (int Width, int Height)? Lossy(ReadOnlySpan<byte> data) =>
        data.Length > 10 && (data[0] & 1) == 0 && data[3..6].SequenceEqual((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A])
            ? (BinaryPrimitives.ReadUInt16LittleEndian(data[6..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(data[8..]) & 0x3FFF)
            : null;

    private static (int Width, int Height)? Lossless(ReadOnlySpan<byte> data)
    {
        if (data.Length <= 5 || data[0] != 0x2F)
        {
            return null;
        }

        var bits = BinaryPrimitives.ReadUInt32LittleEndian(data[1..]);
        return ((int)(bits & 0x3FFF) + 1, (int)((bits >> 14) & 0x3FFF) + 1);
    }

    private static int UInt24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
