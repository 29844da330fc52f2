using System.Reflection;

namespace MiniLogin.Playground.Console;

/// <summary>The files of the page, which are resources of this assembly.</summary>
internal static class ConsolePage
{
    private static readonly Dictionary<string, (string File, string ContentType)> Files = new(StringComparer.Ordinal)
    {
        ["/"] = ("index.html", "text/html; charset=utf-8"),
        ["/console.css"] = ("console.css", "text/css; charset=utf-8"),
        ["/console.js"] = ("console.js", "text/javascript; charset=utf-8"),
        ["/favicon.svg"] = ("favicon.svg", "image/svg+xml"),
    };

    /// <summary>Whether a path is the console's own, and none of the product or of WeChat.</summary>
    public static bool Owns(PathString path) =>
        Files.ContainsKey(path.Value ?? "") || path == "/favicon.ico" || path.StartsWithSegments("/playground", StringComparison.Ordinal);

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var (path, (file, contentType)) in Files)
        {
            var content = Read(file);
            routes.MapGet(path, (HttpResponse response) =>
            {
                response.Headers.CacheControl = "no-store";
                response.Headers.XContentTypeOptions = "nosniff";
                response.Headers.ContentSecurityPolicy =
                    "default-src 'self'; img-src 'self' https: data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
                return Results.Bytes(content, contentType);
            });
        }
    }

    // Resource names depend on where the project lies; how they end does not.
    private static byte[] Read(string file)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var name = Array.Find(assembly.GetManifestResourceNames(), name => name.EndsWith($"wwwroot.{file}", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"The assembly has no resource {file}.");
        using var stream = assembly.GetManifestResourceStream(name)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
