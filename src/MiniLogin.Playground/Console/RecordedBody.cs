using System.Text;

namespace MiniLogin.Playground.Console;

/// <summary>The first part of a body. It is decoded, and its secrets hidden, only when it is shown.</summary>
internal sealed class RecordedBody(ReadOnlyMemory<byte> recorded, long length, Func<string, string> hide)
{
    public const int Capacity = 16 * 1024;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static RecordedBody None { get; } = Response([]);

    /// <summary>The text without secrets. Empty if the body is binary.</summary>
    public string Text => hide(Decode() ?? "");

    public bool IsText => Decode() is not null;

    public bool IsCut => recorded.Length < length;

    public long Length => length;

    public static RecordedBody Request(byte[] body) => new(Start(body), body.Length, Secrets.HideInRequest);

    public static RecordedBody Response(byte[] body) => new(Start(body), body.Length, Secrets.Hide);

    private static ReadOnlyMemory<byte> Start(byte[] body) => body.AsMemory(0, Math.Min(body.Length, Capacity));

    private string? Decode()
    {
        var chars = new char[Utf8.GetMaxCharCount(recorded.Length)];
        try
        {
            // Without a flush the decoder drops a character that was cut in half, instead of failing.
            var count = Utf8.GetDecoder().GetChars(recorded.Span, chars, flush: !IsCut);
            return chars.AsSpan(0, count).Contains('\0') ? null : new string(chars, 0, count);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
