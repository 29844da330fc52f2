using System.Text;

namespace MiniLogin.Tests.Fuzzing;

/// <summary>Corrupts text and bytes, reproducibly for a seed.</summary>
internal sealed class Mutation(int seed)
{
    /// <summary>Has the form of a token secret. No other test uses it as one, because it may be stored as a nickname.</summary>
    private const string Secret = "FuzzedFuzzedFuzzedFuzzedFuzzedFuzzedFuzzedA";

    private static readonly string[] Interesting =
    [
        "", " ", "null", "undefined", "{}", "[]", "\"\"", "0", "-1", "1e999", "NaN", "\0", "\r\n", "%00", "../", "\ud800", "𝄞", "中文", "\u202e", "==", "Bearer ", "Bearer a.b",
        new string('[', 5000), new string('a', 9000), Secret, "{\"code\":{\"code\":{}}}", "{\"code\":\"a\",\"code\":null}", "\uFEFF{}", "<html>", "wx0123456789abcdef",
    ];

#pragma warning disable CA5394 // The result must be reproducible.
    private readonly Random _random = new(seed);

    public bool Chance(int oneIn) => _random.Next(oneIn) == 0;

    public int Below(int end) => _random.Next(end);

    public T Pick<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    public byte[] Corrupt(byte[] bytes)
    {
        var corrupted = bytes.ToList();
        for (var times = 1 + _random.Next(4); times > 0; times--)
        {
            var at = _random.Next(corrupted.Count + 1);
            var length = _random.Next(Math.Min(64, corrupted.Count - at) + 1);
            switch (_random.Next(6))
            {
                case 0 when at < corrupted.Count:
                    corrupted[at] = (byte)_random.Next(256);
                    break;
                case 1:
                    corrupted.RemoveRange(at, length);
                    break;
                case 2:
                    corrupted.InsertRange(at, Encoding.UTF8.GetBytes(Pick(Interesting)));
                    break;
                case 3:
                    corrupted.RemoveRange(at, corrupted.Count - at);
                    break;
                case 4:
                    corrupted.InsertRange(at, Enumerable.Repeat(corrupted.GetRange(at, length), _random.Next(100)).SelectMany(b => b));
                    break;
                default:
                    corrupted.Insert(at, (byte)_random.Next(256));
                    break;
            }
        }

        return [.. corrupted];
    }
#pragma warning restore CA5394

    /// <summary>Returns any text, including unpaired surrogates.</summary>
    public string Corrupt(string text) => Chance(8) ? Pick(Interesting) : Chance(8) ? text + "\udc00" : Encoding.UTF8.GetString(Corrupt(Encoding.UTF8.GetBytes(text)));
}
