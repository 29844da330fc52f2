using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace MiniLogin.Cli.Console;

/// <summary>The files of the page, which are embedded in this assembly.</summary>
internal static class ConsoleFiles
{
    private const string Prefix = "page/";

    private static readonly Dictionary<string, ConsoleAnswer> Files = Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToDictionary(name => name == $"{Prefix}index.html" ? "/" : $"/{name[Prefix.Length..]}", Read, StringComparer.Ordinal);

    public static ConsoleAnswer? Find(string path) => Files.GetValueOrDefault(path);

    private static ConsoleAnswer Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new(StatusCodes.Status200OK, TypeOf(name), content);
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        var other => throw new InvalidOperationException($"Unknown file type in the page: {other}"),
    };
}
