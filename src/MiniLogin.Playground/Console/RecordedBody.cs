using System.Text;

namespace MiniLogin.Playground.Console;

/// <summary>The first part of a body: as text, or as base64 where it is none.</summary>
internal sealed record RecordedBody(string Text, bool IsBase64, bool IsCut, long Length)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static RecordedBody Of(ReadOnlySpan<byte> recorded, long length)
    {
        var isCut = recorded.Length < length;
        return TryDecode(recorded, isCut) is { } text
            ? new(Secrets.Hide(text), IsBase64: false, isCut, length)
            : new(Convert.ToBase64String(recorded), IsBase64: true, isCut, length);
    }

    private static string? TryDecode(ReadOnlySpan<byte> bytes, bool isCut)
    {
        var chars = new char[Utf8.GetMaxCharCount(bytes.Length)];
        try
        {
            // Without the flush, half a character where the body was cut is left out instead of being an error.
            var count = Utf8.GetDecoder().GetChars(bytes, chars, flush: !isCut);
            return chars.AsSpan(0, count).Contains('\0') ? null : new string(chars, 0, count);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
