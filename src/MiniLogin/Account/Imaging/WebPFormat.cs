using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace MiniLogin.Account.Imaging;

/// <summary>Reads WebP (RFC 9649): a RIFF container of one lossy or lossless image, or an extended one with images or frames.</summary>
internal static class WebPFormat
{
    private const int Head = 12;
    private const int ChunkHead = 8;
    private const int CanvasLength = 10;
    private const int FrameHead = 16;

    /// <summary>The flags of a color profile, EXIF and XMP.</summary>
    private const byte HasProfile = 0x20;
    private const byte HasMetadata = 0x0C;

    /// <summary>The chunks for the image, transparency and animation. Not EXIF or XMP. Frames and a color profile are reduced.</summary>
    private static ReadOnlySpan<byte> ShownTypes => "VP8 |VP8L|VP8X|ALPH|ANIM"u8;

    private static ReadOnlySpan<byte> ShownInFrame => "VP8 |VP8L|ALPH"u8;

    private static ReadOnlySpan<byte> Padding => [0];

    /// <summary>Returns the size, or null if the content is not a WebP or is incomplete.</summary>
    /// <param name="shown">Receives the parts that are needed to show the picture.</param>
    public static PictureSize? Read(ReadOnlySpan<byte> bytes, List<byte> shown)
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

        Append(first, ShownTypes, shown);
        var size = Image(first) ?? Canvas(first, rest, shown);
        BinaryPrimitives.WriteInt32LittleEndian(CollectionsMarshal.AsSpan(shown)[4..], shown.Count - ChunkHead);
        return size;
    }

    /// <summary>Returns the size of an extended picture. Reads all its chunks.</summary>
    private static PictureSize? Canvas(ReadOnlySpan<byte> first, ReadOnlySpan<byte> rest, List<byte> shown)
    {
        if (!first.StartsWith("VP8X"u8) || first.Length != ChunkHead + CanvasLength)
        {
            return null;
        }

        const int Flags = Head + ChunkHead;
        shown[Flags] &= 0xFF ^ (HasMetadata | HasProfile);
        var canvas = new PictureSize(UInt24(first[12..]) + 1, UInt24(first[15..]) + 1);
        Int128 framePixels = 0;
        var hasImage = false;
        while (rest.Length >= ChunkHead)
        {
            var chunk = Take(ref rest);
            var image = Image(chunk);
            if (chunk.IsEmpty || (image is not null && image != canvas))
            {
                return null;
            }

            if (chunk.StartsWith("ANMF"u8))
            {
                if (Frame(chunk[ChunkHead..], shown) is not { } frame)
                {
                    return null;
                }

                framePixels += (Int128)frame.Width * frame.Height;
            }
            else if (!chunk.StartsWith("ICCP"u8))
            {
                Append(chunk, ShownTypes, shown);
            }
            else if (ColorProfile.Reduce(chunk[ChunkHead..]) is { } profile)
            {
                shown[Flags] |= HasProfile;
                Append(Chunk("ICCP"u8, profile), "ICCP"u8, shown);
            }

            hasImage |= image is not null || framePixels > 0;
        }

        return hasImage ? canvas with { FramePixels = framePixels } : null;
    }

    /// <summary>Appends a frame with its image only. Returns its size, or null if it has no image, or one of another size.</summary>
    private static PictureSize? Frame(ReadOnlySpan<byte> frame, List<byte> shown)
    {
        if (frame.Length < FrameHead)
        {
            return null;
        }

        var size = new PictureSize(UInt24(frame[6..]) + 1, UInt24(frame[9..]) + 1);
        List<byte> content = [.. frame[..FrameHead]];
        var hasImage = false;
        for (var rest = frame[FrameHead..]; rest.Length >= ChunkHead;)
        {
            var chunk = Take(ref rest);
            var image = Image(chunk);
            if (chunk.IsEmpty || (image is not null && image != size))
            {
                return null;
            }

            hasImage |= image is not null;
            Append(chunk, ShownInFrame, content);
        }

        Append(Chunk("ANMF"u8, [.. content]), "ANMF"u8, shown);
        return hasImage ? size : null;
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

    private static byte[] Chunk(ReadOnlySpan<byte> type, byte[] content)
    {
        byte[] chunk = [.. type, 0, 0, 0, 0, .. content];
        BinaryPrimitives.WriteInt32LittleEndian(chunk.AsSpan()[ChunkTypes.Length..], content.Length);
        return chunk;
    }

    /// <summary>Appends the chunk with its padding, if it is of one of the types.</summary>
    private static void Append(ReadOnlySpan<byte> chunk, ReadOnlySpan<byte> types, List<byte> shown)
    {
        if (ChunkTypes.Has(types, chunk[..ChunkTypes.Length]))
        {
            shown.AddRange(chunk);
            shown.AddRange(Padding[..(chunk.Length & 1)]);
        }
    }

    /// <summary>Returns the size of an image chunk, or null for other chunks.</summary>
    private static PictureSize? Image(ReadOnlySpan<byte> chunk) =>
        chunk.StartsWith("VP8 "u8) ? Lossy(chunk[ChunkHead..]) : chunk.StartsWith("VP8L"u8) ? Lossless(chunk[ChunkHead..]) : null;

    private static PictureSize? Lossy(ReadOnlySpan<byte> data) =>
        data.Length > 10 && (data[0] & 1) == 0 && data[3..6].SequenceEqual((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A])
            ? new(BinaryPrimitives.ReadUInt16LittleEndian(data[6..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(data[8..]) & 0x3FFF)
            : null;

    private static PictureSize? Lossless(ReadOnlySpan<byte> data)
    {
        if (data.Length <= 5 || data[0] != 0x2F)
        {
            return null;
        }

        var bits = BinaryPrimitives.ReadUInt32LittleEndian(data[1..]);
        return new((int)(bits & 0x3FFF) + 1, (int)((bits >> 14) & 0x3FFF) + 1);
    }

    private static int UInt24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
