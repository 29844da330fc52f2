using System.Buffers.Binary;

namespace MiniLogin.Avatars;

/// <summary>WebP (RFC 9649): a RIFF container of one lossy or lossless image, or an extended one with images or frames.</summary>
internal static class WebPFormat
{
    private const int Head = 12;
    private const int ChunkHead = 8;

    /// <summary>Null when it is no WebP or not whole.</summary>
    public static (int Width, int Height)? Size(ReadOnlySpan<byte> bytes)
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

        (int Width, int Height)? canvas = null;
        for (var rest = bytes[Head..(int)(length + ChunkHead)]; rest.Length >= ChunkHead;)
        {
            var size = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            if (size > rest.Length - ChunkHead)
            {
                return null;
            }

            var type = rest[..4];
            var data = rest.Slice(ChunkHead, (int)size);
            if (type.SequenceEqual("VP8 "u8) || type.SequenceEqual("VP8L"u8))
            {
                var image = type[3] == ' ' ? Lossy(data) : Lossless(data);
                return canvas is null || image == canvas ? image : null;
            }

            if (canvas is null)
            {
                if (!type.SequenceEqual("VP8X"u8) || size < 10)
                {
                    return null;
                }

                canvas = (UInt24(data[4..]) + 1, UInt24(data[7..]) + 1);
            }
            else if (type.SequenceEqual("ANMF"u8) && size > 16)
            {
                return canvas;
            }

            // Chunks start at even places.
            rest = rest[Math.Min(ChunkHead + (int)size + ((int)size & 1), rest.Length)..];
        }

        return null;
    }

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
