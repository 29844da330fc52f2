using System.Buffers.Binary;
using System.IO.Compression;

namespace MiniLogin.Account.Imaging;

/// <summary>Reads PNG (W3C, third edition): chunks from IHDR to IEND, with data between them.</summary>
internal static class PngFormat
{
    private const int HeaderLength = 13;
    private const int FrameLength = 26;
    private const int ChunkOverhead = 12;

    /// <summary>
    /// The chunks that a decoder needs, and those for transparency, colors, proportions and animation. Not text, time, EXIF or
    /// suggested palettes. A color profile is reduced.
    /// </summary>
    private static ReadOnlySpan<byte> ShownTypes => "IHDR PLTE IDAT IEND tRNS bKGD sBIT cHRM gAMA sRGB cICP mDCV cLLI pHYs acTL fcTL fdAT"u8;

    private static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Returns the size, or null if the content is not a PNG or is incomplete.</summary>
    /// <param name="shown">Receives the parts that are needed to show the picture.</param>
    public static PictureSize? Read(ReadOnlySpan<byte> bytes, List<byte> shown)
    {
        if (!bytes.StartsWith(Signature))
        {
            return null;
        }

        shown.AddRange(Signature);
        PictureSize? size = null;
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

                size = new(BinaryPrimitives.ReadInt32BigEndian(rest[8..]), BinaryPrimitives.ReadInt32BigEndian(rest[12..]), IsDeep: rest[16] > 8);
            }

            var data = rest.Slice(8, (int)length);
            if (type.SequenceEqual("fcTL"u8))
            {
                if (length != FrameLength)
                {
                    return null;
                }

                Int128 width = BinaryPrimitives.ReadUInt32BigEndian(data[4..]);
                size = size.Value with { FramePixels = size.Value.FramePixels + (width * BinaryPrimitives.ReadUInt32BigEndian(data[8..])) };
            }

            if (type.SequenceEqual("iCCP"u8))
            {
                shown.AddRange(Profile(data));
            }
            else if (ChunkTypes.Has(ShownTypes, type))
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

    /// <summary>Returns the chunk with the reduced profile, or empty if the picture is shown without it.</summary>
    private static byte[] Profile(ReadOnlySpan<byte> data)
    {
        // A name of 1 to 79 bytes, a zero, the compression method, the profile.
        if (data.IndexOf((byte)0) is not (> 0 and < 80 and var end) || Inflate(data[Math.Min(end + 2, data.Length)..]) is not { } profile || ColorProfile.Reduce(profile) is not { } reduced)
        {
            return [];
        }

        byte[] typeAndData = [.. "iCCPc\0\0"u8, .. Deflate(reduced)];
        var chunk = new byte[typeAndData.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, typeAndData.Length - 4);
        typeAndData.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan()[^4..], Checksum(typeAndData));
        return chunk;
    }

    /// <summary>Returns null if the data is malformed or larger than a profile may be.</summary>
    private static byte[]? Inflate(ReadOnlySpan<byte> data)
    {
        using var zlib = new ZLibStream(new MemoryStream(data.ToArray()), CompressionMode.Decompress);
        var inflated = new byte[ColorProfile.MaxLength + 1];
        try
        {
            var length = zlib.ReadAtLeast(inflated, inflated.Length, throwOnEndOfStream: false);
            return length < inflated.Length ? inflated[..length] : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static byte[] Deflate(byte[] data)
    {
        using var deflated = new MemoryStream();
        using (var zlib = new ZLibStream(deflated, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(data);
        }

        return deflated.ToArray();
    }

    /// <summary>CRC-32 of type and data.</summary>
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            }
        }

        return ~crc;
    }
}
