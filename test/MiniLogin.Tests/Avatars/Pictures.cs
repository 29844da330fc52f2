using System.Buffers.Binary;

namespace MiniLogin.Tests.Avatars;

/// <summary>Test pictures: generated in any size and length, and files from a common encoder.</summary>
internal static class Pictures
{
    /// <summary>3 x 2 pixels, encoded by ImageMagick.</summary>
    public static readonly Dictionary<string, byte[]> Encoded = new Dictionary<string, string>
    {
        ["baseline.jpg"] = "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/2wBDAQMDAwQDBAgEBAgQCwkLEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBD/wAARCAACAAMDAREAAhEBAxEB/8QAFAABAAAAAAAAAAAAAAAAAAAACP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/xAAVAQEBAAAAAAAAAAAAAAAAAAAHCf/EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/ADoDFU3/2Q==",
        ["progressive.jpg"] = "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/2wBDAQMDAwQDBAgEBAgQCwkLEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBD/wgARCAACAAMDAREAAhEBAxEB/8QAFAABAAAAAAAAAAAAAAAAAAAAB//EABUBAQEAAAAAAAAAAAAAAAAAAAYI/9oADAMBAAIQAxAAAAE5C1T/AP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAQUCf//EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQMBAT8Bf//EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQIBAT8Bf//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEABj8Cf//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAT8hf//aAAwDAQACAAMAAAAQ/wD/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oACAEDAQE/EH//xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oACAECAQE/EH//xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oACAEBAAE/EH//2Q==",
        ["palette.png"] = "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACAQMAAACnuvRZAAAAA1BMVEX/AAAZ4gk3AAAADElEQVQI12NgYGAAAAAEAAEnNCcKAAAAAElFTkSuQmCC",
        ["lossy.webp"] = "UklGRjwAAABXRUJQVlA4IDAAAADQAQCdASoDAAIAAgA0JaACdLoB+AADsAD+8MQL/yC5YXXI1/8gP+QH/ID/+PIAAAA=",
        ["lossless.webp"] = "UklGRhwAAABXRUJQVlA4TA8AAAAvAkAAAAcQ/Y/+ByKi/wEA",
        ["transparent.webp"] = "UklGRl4AAABXRUJQVlA4WAoAAAAQAAAAAgAAAQAAQUxQSAcAAAAAf39/f39/AFZQOCAwAAAA0AEAnQEqAwACAAIANCWgAnS6AfgAA7AA/vDEC/8guWF1yNf/ID/kB/yA//jyAAAA",
    }.ToDictionary(p => p.Key, p => Convert.FromBase64String(p.Value));

    public static byte[] Jpeg(int width = 3, int height = 2, int length = 100, byte depth = 8)
    {
        byte[] head = [0xFF, 0xD8, 0xFF, 0xC0, 0, 11, depth, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 1, 1, 0x11, 0, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0];
        return [.. head, .. new byte[length - head.Length - 2], 0xFF, 0xD9];
    }

    /// <param name="frames">Frames of an animation, each as large as the picture.</param>
    public static byte[] Png(int width = 3, int height = 2, int length = 100, byte depth = 8, int frames = 0)
    {
        byte[] head = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, .. Chunk("IHDR", [.. BigEndian(width), .. BigEndian(height), depth, 2, 0, 0, 0])];
        byte[] frame = Chunk("fcTL", [0, 0, 0, 0, .. BigEndian(width), .. BigEndian(height), .. new byte[14]]);
        return [.. head, .. Enumerable.Repeat(frame, frames).SelectMany(f => f), .. Chunk("IDAT", new byte[length - head.Length - 24]), .. Chunk("IEND", [])];
    }

    /// <summary>Inserts a chunk after the header of a PNG.</summary>
    public static byte[] Insert(byte[] png, string type, byte[] data) => [.. png[..33], .. Chunk(type, data), .. png[33..]];

    public static byte[] WebP(int width = 3, int height = 2, int length = 100)
    {
        var data = new byte[length - 20];
        data[0] = 0x2F;
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(1), (uint)((width - 1) | ((height - 1) << 14)));
        return Riff([.. "VP8L"u8, .. LittleEndian(data.Length), .. data]);
    }

    public static byte[] Riff(params byte[] chunks) => [.. "RIFF"u8, .. LittleEndian(chunks.Length + 4), .. "WEBP"u8, .. chunks];

    /// <summary>The chunk that begins an extended WebP.</summary>
    public static byte[] Canvas(byte flags, int width, int height) => [.. "VP8X"u8, 10, 0, 0, 0, flags, 0, 0, 0, .. LittleEndian(width - 1)[..3], .. LittleEndian(height - 1)[..3]];

    /// <summary>An animated WebP.</summary>
    public static byte[] Animation(int width, int height, params byte[] frames) => Riff([.. Canvas(0x02, width, height), .. "ANIM"u8, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. frames]);

    /// <summary>A frame of an animated WebP, with the chunks that are its content.</summary>
    public static byte[] Frame(int width, int height, byte[] chunks) =>
        [.. "ANMF"u8, .. LittleEndian(16 + chunks.Length), .. new byte[6], .. LittleEndian(width - 1)[..3], .. LittleEndian(height - 1)[..3], 100, 0, 0, 0, .. chunks];

    /// <summary>Frames of 512 x 512 pixels, which is 1 MB when decoded. The canvas takes another.</summary>
    public static byte[] Frames(int count) => [.. Enumerable.Repeat(Frame(512, 512, WebP(512, 512)[12..]), count).SelectMany(f => f)];

    public static byte[] Create(string extension, int width = 3, int height = 2, int length = 100) => extension switch
    {
        "jpg" => Jpeg(width, height, length),
        "png" => Png(width, height, length),
        _ => WebP(width, height, length),
    };

    /// <summary>A copy with some bytes changed.</summary>
    public static byte[] Corrupted(byte[] picture, byte[] noise, int at)
    {
        byte[] corrupted = [.. picture];
        for (var i = 0; i < noise.Length; i++)
        {
            corrupted[Math.Abs((at + (i * 7)) % corrupted.Length)] ^= noise[i];
        }

        return corrupted;
    }

    // The checksum is zero: the product does not read it.
    private static byte[] Chunk(string type, byte[] data) => [.. BigEndian(data.Length), .. System.Text.Encoding.ASCII.GetBytes(type), .. data, 0, 0, 0, 0];

    private static byte[] BigEndian(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    public static byte[] LittleEndian(int value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16), (byte)(value >> 24)];
}
