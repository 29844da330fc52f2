using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace MiniLogin.Tests.Avatars;

/// <summary>Color profiles (ICC.1:2022), written and read without the product's code.</summary>
internal static class ColorProfiles
{
    public static readonly byte[] Gamma22 = [.. "curv"u8, 0, 0, 0, 0, 0, 0, 0, 1, 2, 0x33];

    public static readonly byte[] Parametric = [.. "para"u8, 0, 0, 0, 0, 0, 3, 0, 0, 0, 2, 0x66, 0x66, 0, 0, 0xF2, 0xA7, 0, 0, 0x0D, 0x59, 0, 0, 0x13, 0xD0, 0, 0, 0x0A, 0x5B];

    /// <summary>A display profile as an operating system embeds it in a screenshot: with the names of a person and a device.</summary>
    public static byte[] OfScreen => Create("RGB ", "XYZ ", [.. Personal, .. Colors]);

    public static (string Name, byte[] Data)[] Personal =>
    [
        ("desc", [.. "desc"u8, 0, 0, 0, 0, 0, 0, 0, 12, .. "lilei's Phone"u8]),
        ("cprt", [.. "text"u8, 0, 0, 0, 0, .. "at home"u8]),
        ("mmod", [.. "mmod"u8, 0, 0, 0, 0, .. "Phone serial GPS1"u8]),
    ];

    public static (string Name, byte[] Data)[] Colors =>
    [
        // The primaries of Display P3.
        ("rXYZ", Point(0x000083DF, 0x00003DBF, unchecked((int)0xFFFFFFBB))),
        ("gXYZ", Point(0x00004ABF, 0x0000B137, 0x00000AB9)),
        ("bXYZ", Point(0x00002838, 0x0000110B, 0x0000C8B9)),
        ("rTRC", Parametric),
        ("gTRC", Gamma22),
        ("bTRC", [.. Parametric, .. "lilei"u8]),
    ];

    public static byte[] Create(string space, string connection, params (string Name, byte[] Data)[] tags)
    {
        var start = 132 + (12 * tags.Length);
        byte[] entries = [], data = [];
        foreach (var (name, content) in tags)
        {
            entries = [.. entries, .. Encoding.ASCII.GetBytes(name), .. BigEndian(start + data.Length), .. BigEndian(content.Length)];
            data = [.. data, .. content, .. new byte[-content.Length & 3]];
        }

        byte[] rest = [.. BigEndian(tags.Length), .. entries, .. data];
        return
        [
            .. BigEndian(128 + rest.Length), .. "appl"u8, 2, 0x10, 0, 0, .. "mntr"u8, .. Encoding.ASCII.GetBytes(space), .. Encoding.ASCII.GetBytes(connection),
            7, 234, 0, 11, 0, 26, 0, 9, 0, 9, 0, 9, .. "acsp"u8, .. "APPL"u8, 0, 0, 0, 0, .. "lilei007"u8, .. new byte[12], 0, 0, 0xF6, 0xD6, 0, 1, 0, 0, 0, 0, 0xD3, 0x2D, .. "lilei"u8, .. new byte[43], .. rest,
        ];
    }

    /// <summary>The tags of a profile.</summary>
    public static Dictionary<string, byte[]> Read(byte[] profile)
    {
        BinaryPrimitives.ReadInt32BigEndian(profile).Should().Be(profile.Length);
        return Enumerable.Range(0, BinaryPrimitives.ReadInt32BigEndian(profile.AsSpan(128))).Select(i => profile.AsMemory(132 + (12 * i), 12)).ToDictionary(
            entry => Encoding.ASCII.GetString(entry.Span[..4]),
            entry => profile.AsSpan(BinaryPrimitives.ReadInt32BigEndian(entry.Span[4..]), BinaryPrimitives.ReadInt32BigEndian(entry.Span[8..])).ToArray());
    }

    /// <summary>An iCCP chunk's data.</summary>
    public static byte[] Compressed(byte[] profile, string name = "lilei's Phone")
    {
        using var stream = new MemoryStream();
        using (var zlib = new ZLibStream(stream, CompressionMode.Compress, leaveOpen: true))
        {
            zlib.Write(profile);
        }

        return [.. Encoding.ASCII.GetBytes(name), 0, 0, .. stream.ToArray()];
    }

    public static byte[] Decompressed(byte[] data)
    {
        using var zlib = new ZLibStream(new MemoryStream(data[(Array.IndexOf(data, (byte)0) + 2)..]), CompressionMode.Decompress);
        using var profile = new MemoryStream();
        zlib.CopyTo(profile);
        return profile.ToArray();
    }

    private static byte[] Point(int x, int y, int z) => [.. "XYZ "u8, 0, 0, 0, 0, .. BigEndian(x), .. BigEndian(y), .. BigEndian(z)];

    private static byte[] BigEndian(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
}
