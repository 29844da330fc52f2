using System.Reflection;

namespace MiniLogin.Playground.Console;

/// <summary>Serves the files of the page, which are embedded in this assembly.</summary>
internal static class ConsolePage
{
    private const string Prefix = "console/";

    private static readonly Dictionary<string, string> Files = Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToDictionary(PathOf, StringComparer.Ordinal);

    /// <summary>Whether the path belongs to the console, and not to the functions or the simulated WeChat.</summary>
    public static bool Owns(PathString path) =>
        Files.ContainsKey(path.Value ?? "") || path == "/favicon.ico" || path.StartsWithSegments("/playground", StringComparison.Ordinal);

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var (path, name) in Files)
        {
            var content = Read(name);
            var type = TypeOf(name);
            routes.MapGet(path, (HttpResponse response) =>
            {
                response.Headers.CacheControl = "no-store";
                response.Headers.XContentTypeOptions = "nosniff";
                response.Headers.ContentSecurityPolicy =
                    "default-src 'self'; img-src 'self' https: data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
                return Results.Bytes(content, type);
            });
        }
    }

    private static string PathOf(string name) => name[Prefix.Length..] switch
    {
        "index.html" => "/",
        "favicon.svg" => "/favicon.svg",
        "minilogin-client.js" => "/minilogin-client.js",
        _ => $"/{name}",
    };

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        var other => throw new InvalidOperationException($"Unknown file type in the console: {other}"),
    };

    private static byte[] Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
