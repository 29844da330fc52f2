using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MiniLogin.Tests.Packages;

/// <summary>A copy of eng/ and of the package versions, with its own package feed and package folder.</summary>
internal sealed class PackageFeed : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("minilogin-");

    public PackageFeed()
    {
        foreach (var file in (string[])["Directory.Build.props", "Directory.Packages.props", "eng/LambdaPackages.targets", "eng/lambda-probe/probe.csproj"])
        {
            Write(file, File.ReadAllText(Path.Combine(Repository.Root, file)));
        }

        _folder.CreateSubdirectory("feed");
        UseSource("feed");
    }

    /// <summary>The Lambda packages in Directory.Packages.props, with the lowest version of their ranges, which is the one restored.</summary>
    public static IReadOnlyList<(string Id, string Version, string Range)> Wanted { get; } =
    [
        .. from package in XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion")
           let id = package.Attribute("Include")!.Value
           where id.StartsWith("Amazon.Lambda.", StringComparison.Ordinal) || id.StartsWith("AWS.Lambda.", StringComparison.Ordinal)
           let range = package.Attribute("Version")!.Value
           select (id, range[1..range.IndexOf(',', StringComparison.Ordinal)], range),
    ];

    /// <summary>What the probe wrote: true, false, or null for nothing.</summary>
    public string? Answer => File.Exists(FullName("artifacts/lambda-packages.props"))
        ? XDocument.Load(FullName("artifacts/lambda-packages.props")).Descendants("LambdaPackages").Single().Value
        : null;

    public void Dispose() => _folder.Delete(recursive: true);

    public string FullName(string file) => Path.Combine(_folder.FullName, file);

    public void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FullName(file))!);
        File.WriteAllText(FullName(file), text);
    }

    /// <summary>Sets a folder of this feed, or a URL, as the only package source.</summary>
    public void UseSource(string source) => Write(
        "nuget.config",
        $"""<configuration><packageSources><clear /><add key="test-feed" value="{source}" allowInsecureConnections="true" /></packageSources></configuration>""");

    public void AddAll() => Wanted.ToList().ForEach(p => Add(p.Id, p.Version));

    public void Add(string id, string version, string dependencies = "")
    {
        using var package = ZipFile.Open(FullName($"feed/{id}.{version}.nupkg"), ZipArchiveMode.Create);
        using var nuspec = new StreamWriter(package.CreateEntry($"{id}.nuspec").Open());
        nuspec.Write($"<package><metadata><id>{id}</id><version>{version}</version><authors>test</authors><description>empty</description><dependencies>{dependencies}</dependencies></metadata></package>");
    }

    public void Remove(string id) => File.Delete(Directory.GetFiles(FullName("feed")).Single(file => Regex.IsMatch(Path.GetFileName(file), $@"^{Regex.Escape(id)}\.\d")));

    /// <summary>Runs the probe as a restore does.</summary>
    public Task<(int ExitCode, string Output)> ProbeAsync(params IEnumerable<string> properties) => DotnetAsync(["msbuild", "eng/lambda-probe/probe.csproj", "-t:Probe", "-tl:off", .. properties]);

    public Task<(int ExitCode, string Output)> DotnetAsync(params IEnumerable<string> arguments) => Command.RunAsync("dotnet", arguments, _folder.FullName, new Dictionary<string, string>
    {
        ["NUGET_PACKAGES"] = FullName("packages"),
        ["NUGET_ENHANCED_MAX_NETWORK_TRY_COUNT"] = "1",
        // MSBuild reads these variables as properties, and the environment may set another feed.
        ["RestoreSources"] = "",
        ["RestoreAdditionalProjectSources"] = "",
        ["RestoreConfigFile"] = "",
    });
}
