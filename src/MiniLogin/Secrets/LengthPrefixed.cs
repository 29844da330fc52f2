using System.Buffers.Binary;
using System.Text;

namespace MiniLogin.Secrets;

/// <summary>Joins fields so that different lists of fields always give different bytes.</summary>
internal static class LengthPrefixed
{
    public static byte[] Join(params ReadOnlySpan<string> fields)
    {
        var length = 0;
        foreach (var field in fields)
        {
            length += sizeof(int) + Encoding.UTF8.GetByteCount(field);
        }

        var joined = new byte[length];
        var rest = joined.AsSpan();
        foreach (var field in fields)
        {
            var size = Encoding.UTF8.GetBytes(field, rest[sizeof(int)..]);
            BinaryPrimitives.WriteInt32BigEndian(rest, size);
            rest = rest[(sizeof(int) + size)..];
        }

        return joined;
    }
}
