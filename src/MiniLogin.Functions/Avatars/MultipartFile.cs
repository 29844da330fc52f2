using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.WebUtilities;

namespace MiniLogin.Functions.Avatars;

/// <summary>
/// Finds the first file in a multipart/form-data body (RFC 7578); any other body is itself the file. The body is read to its
/// last delimiter, so an incomplete body has no file.
/// </summary>
internal static class MultipartFile
{
    private const int MaxBoundary = 70;
    private const int MaxParts = 32;
    private const int MaxHeaders = 4096;

    /// <summary>Returns null and the reason if there is no file.</summary>
    public static async Task<(ReadOnlyMemory<byte>? File, string Reason)> FindAsync(string? contentType, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (contentType?.TrimStart().StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) != true)
        {
            return body.Length > 0 ? (body, "") : None("contains no file");
        }

        if (Boundary(contentType) is not { } boundary)
        {
            return None("must be multipart/form-data with a boundary of 1 to 70 characters");
        }

        try
        {
            return await ReadAsync(boundary, body, cancellationToken) is { } file ? (file, "") : None("contains no file");
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return None("is incomplete or malformed multipart/form-data");
        }
    }

    // A null without a type would convert to empty memory.
    private static (ReadOnlyMemory<byte>? File, string Reason) None(string reason) => (default(ReadOnlyMemory<byte>?), reason);

    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(string boundary, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        MemoryMarshal.TryGetArray(body, out var bytes);
        using var stream = new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false);
        var reader = new MultipartReader(boundary, stream) { HeadersLengthLimit = MaxHeaders };
        ReadOnlyMemory<byte>? file = null;
        for (var parts = 0; await reader.ReadNextSectionAsync(cancellationToken) is { } section; parts++)
        {
            if (parts == MaxParts)
            {
                throw new InvalidDataException();
            }

            if (file is null && IsFile(section.ContentDisposition))
            {
                using var content = new MemoryStream();
                await section.Body.CopyToAsync(content, cancellationToken);
                file = content.ToArray();
            }
        }

        return file;
    }

    private static string? Boundary(string contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && string.Equals(type.MediaType, "multipart/form-data", StringComparison.OrdinalIgnoreCase)
        && type.Parameters.FirstOrDefault(p => string.Equals(p.Name, "boundary", StringComparison.OrdinalIgnoreCase))?.Value?.Trim('"') is { Length: > 0 and <= MaxBoundary } boundary
        && !boundary.AsSpan().ContainsAnyExceptInRange(' ', '~')
            ? boundary
            : null;

    private static bool IsFile(string? disposition) =>
        ContentDispositionHeaderValue.TryParse(disposition, out var parsed)
        && string.Equals(parsed.DispositionType, "form-data", StringComparison.OrdinalIgnoreCase)
        && parsed.Parameters.Any(p => p.Name.TrimEnd('*').Equals("filename", StringComparison.OrdinalIgnoreCase));
}
