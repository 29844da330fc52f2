namespace MiniLogin.Avatars;

/// <summary>A list of chunk types, four bytes each with a byte between them.</summary>
internal static class ChunkTypes
{
    public const int Length = 4;

    public static bool Has(ReadOnlySpan<byte> types, ReadOnlySpan<byte> type) => types.IndexOf(type) is >= 0 and var at && at % (Length + 1) == 0;
}
