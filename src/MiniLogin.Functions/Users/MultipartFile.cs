using System.Net.Http.Headers;
using System.Text;

namespace MiniLogin.Functions.Users;

/// <summary>
/// The first file in a multipart/form-data body (RFC 7578), or the body itself where it is none. Strict where being lenient
/// could find another file than the sender meant: every line ends with CRLF, and the last delimiter must be there.
/// </summary>
internal static class MultipartFile
{
    private const int MaxBoundary = 70;
    private const int MaxParts = 32;
    private const int MaxHeaders = 4096;

    private static ReadOnlySpan<byte> LineEnd => "\r\n"u8;

    private static ReadOnlySpan<byte> Empty => "\r\n\r\n"u8;

    /// <summary>Null with the reason why when there is none.</summary>
    public static ReadOnlyMemory<byte>? Find(string? contentType, ReadOnlyMemory<byte> body, out string reason)
    {
        reason = "has no file";
        if (contentType?.TrimStart().StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) != true)
        {
            return body.Length > 0 ? body : (ReadOnlyMemory<byte>?)null;
        }

        if (Boundary(contentType) is not { } boundary)
        {
            reason = "must be multipart/form-data with a boundary of 1 to 70 characters";
            return null;
        }

        if (Parts(body, Encoding.ASCII.GetBytes($"\r\n--{boundary}")) is not { } parts)
        {
            reason = "is not whole multipart/form-data";
            return null;
        }

        foreach (var (headers, content) in parts)
        {
            if (IsFile(headers))
            {
                return content;
            }
        }

        return null;
    }

    private static string? Boundary(string contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && string.Equals(type.MediaType, "multipart/form-data", StringComparison.OrdinalIgnoreCase)
        && type.Parameters.FirstOrDefault(p => string.Equals(p.Name, "boundary", StringComparison.OrdinalIgnoreCase))?.Value?.Trim('"') is { Length: > 0 and <= MaxBoundary } boundary
        && !boundary.AsSpan().ContainsAnyExceptInRange(' ', '~')
            ? boundary
            : null;

    /// <summary>Headers and content of every part; null when the body is not whole.</summary>
    private static List<(string Headers, ReadOnlyMemory<byte> Content)>? Parts(ReadOnlyMemory<byte> body, byte[] delimiter)
    {
        // The first delimiter may stand at the start, where no line ends.
        var first = body.Span.StartsWith(delimiter.AsSpan(LineEnd.Length)) ? -LineEnd.Length : body.Span.IndexOf(delimiter);
        if (first == -1)
        {
            return null;
        }

        var parts = new List<(string, ReadOnlyMemory<byte>)>();
        for (var rest = body[(first + delimiter.Length)..]; !rest.Span.StartsWith("--"u8);)
        {
            // What follows a delimiter on its line can only be white space.
            var line = rest.Span.IndexOf(LineEnd);
            if (line < 0 || rest.Span[..line].ContainsAnyExcept((byte)' ', (byte)'\t') || parts.Count == MaxParts)
            {
                return null;
            }

            rest = rest[line..];
            var end = rest.Span[LineEnd.Length..].IndexOf(delimiter.AsSpan()) + LineEnd.Length;
            var headers = rest.Span.IndexOf(Empty);
            if (end < LineEnd.Length || headers < 0 || headers + LineEnd.Length > end || headers > MaxHeaders)
            {
                return null;
            }

            parts.Add((Encoding.UTF8.GetString(rest.Span[..headers]), rest[Math.Min(headers + Empty.Length, end)..end]));
            rest = rest[(end + delimiter.Length)..];
        }

        return parts;
    }

    private static bool IsFile(string headers) => headers.Split("\r\n").Any(line =>
        line.Split(':', 2) is [var name, var value]
        && string.Equals(name.Trim(), "Content-Disposition", StringComparison.OrdinalIgnoreCase)
        && ContentDispositionHeaderValue.TryParse(value, out var disposition)
        && string.Equals(disposition.DispositionType, "form-data", StringComparison.OrdinalIgnoreCase)
        && disposition.Parameters.Any(p => p.Name.TrimEnd('*').Equals("filename", StringComparison.OrdinalIgnoreCase)));
}
