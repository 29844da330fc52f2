using System.Buffers.Binary;

namespace MiniLogin.Account.Imaging;

/// <summary>
/// Reduces color profiles (ICC.1:2022) to what gives the right colors. A profile may also name its author, and that of a screen may
/// contain the screen's model and serial number.
/// </summary>
internal static class ColorProfile
{
    /// <summary>Maximum size of a profile in a picture, in bytes. Larger ones are for printing.</summary>
    public const int MaxLength = 256 * 1024;

    private const int HeaderLength = 128;
    private const int EntryLength = 12;
    private const int XyzLength = 20;
    private const int CurveHead = 12;

    private static ReadOnlySpan<byte> D50 => [0, 0, 0xF6, 0xD6, 0, 1, 0, 0, 0, 0, 0xD3, 0x2D];

    /// <summary>The text "c": a profile must have a name and a copyright notice.</summary>
    private static byte[] Text => [.. "mluc"u8, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 12, .. "enUS"u8, 0, 0, 0, 2, 0, 0, 0, 28, 0, (byte)'c'];

    /// <summary>
    /// Returns a profile of the same primaries and curves without anything else. Returns null if the profile describes its colors in
    /// another way or is malformed: the picture is then shown as sRGB.
    /// </summary>
    public static byte[]? Reduce(ReadOnlySpan<byte> profile)
    {
        if (profile.Length is < HeaderLength + 4 or > MaxLength || !profile[20..24].SequenceEqual("XYZ "u8) || !profile[36..40].SequenceEqual("acsp"u8))
        {
            return null;
        }

        var space = profile[16..20];
        var needed = space.SequenceEqual("RGB "u8) ? "rXYZ gXYZ bXYZ rTRC gTRC bTRC"u8 : space.SequenceEqual("GRAY"u8) ? "kTRC"u8 : [];
        List<byte[]> names = ["desc"u8.ToArray(), "cprt"u8.ToArray(), "wtpt"u8.ToArray()];
        List<byte[]> elements = [Text, Text, [.. "XYZ "u8, 0, 0, 0, 0, .. D50]];
        for (var rest = needed; rest.Length >= ChunkTypes.Length; rest = rest[Math.Min(ChunkTypes.Length + 1, rest.Length)..])
        {
            var element = Element(profile, rest[..ChunkTypes.Length]);
            if (element.IsEmpty)
            {
                return null;
            }

            names.Add(rest[..ChunkTypes.Length].ToArray());
            elements.Add(element.ToArray());
        }

        return needed.IsEmpty ? null : Write(space, names, elements);
    }

    /// <summary>Returns a point or a curve, or empty if the profile has none of this name.</summary>
    private static ReadOnlySpan<byte> Element(ReadOnlySpan<byte> profile, ReadOnlySpan<byte> name)
    {
        var entries = profile[(HeaderLength + 4)..];
        for (var count = UInt32(profile[HeaderLength..]); count > 0 && entries.Length >= EntryLength; count--, entries = entries[EntryLength..])
        {
            if (!entries.StartsWith(name))
            {
                continue;
            }

            var at = UInt32(entries[4..]);
            var element = at < profile.Length ? profile[(int)at..] : [];
            return element.Length >= CurveHead && Length(element, isPoint: name.EndsWith("XYZ"u8)) is > 0 and var length && length <= element.Length ? element[..(int)length] : [];
        }

        return [];
    }

    /// <summary>Returns the length by the element's own content, so that nothing else is copied. 0 if its type is not a point or a curve.</summary>
    private static long Length(ReadOnlySpan<byte> element, bool isPoint) =>
        isPoint ? (element.StartsWith("XYZ "u8) ? XyzLength : 0)
        : element.StartsWith("curv"u8) ? CurveHead + (2L * UInt32(element[8..]))
        : element.StartsWith("para"u8) ? CurveHead + (4 * Parameters(BinaryPrimitives.ReadUInt16BigEndian(element[8..])))
        : 0;

    /// <summary>The number of parameters of a function type.</summary>
    private static int Parameters(ushort function) => function switch { 0 => 1, 1 => 3, 2 => 4, 3 => 5, 4 => 7, _ => -(CurveHead / 4) };

    private static byte[] Write(ReadOnlySpan<byte> space, List<byte[]> names, List<byte[]> elements)
    {
        var data = new List<byte>();
        var entries = new List<byte>();
        var start = HeaderLength + 4 + (EntryLength * names.Count);
        var offsets = new int[names.Count];
        for (var i = 0; i < names.Count; i++)
        {
            // The three curves are usually the same.
            var same = elements.FindIndex(e => e.AsSpan().SequenceEqual(elements[i]));
            offsets[i] = same < i ? offsets[same] : start + data.Count;
            if (same == i)
            {
                data.AddRange(elements[i]);
                data.AddRange(new byte[-elements[i].Length & 3]);
            }

            entries.AddRange([.. names[i], .. BigEndian(offsets[i]), .. BigEndian(elements[i].Length)]);
        }

        // Version 4.2 of a display profile, dated 2000-01-01.
        return
        [
            .. BigEndian(start + data.Count), 0, 0, 0, 0, 4, 0x20, 0, 0, .. "mntr"u8, .. space, .. "XYZ "u8, 7, 0xD0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0,
            .. "acsp"u8, .. new byte[28], .. D50, .. new byte[48], .. BigEndian(names.Count), .. entries, .. data,
        ];
    }

    private static uint UInt32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32BigEndian(bytes);

    private static byte[] BigEndian(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
}
