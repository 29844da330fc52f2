using System.IO.Compression;
using System.Xml.Linq;

namespace MiniLogin.Tests.Packages;

/// <summary>eng/LambdaPackages.targets: what a package feed can say, and what is made of it.</summary>
public sealed class LambdaPackagesTests : IDisposable
{
    private static readonly string Probe = Path.Combine(Repository.Root, "eng", "lambda-probe");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("minilogin-");

    private string Answer => Path.Combine(_folder.FullName, "answer.props");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_feed_without_the_packages_means_stand_ins()
    {
        var (exitCode, output) = await AskAsync(Feed(packages: []));

        exitCode.Should().Be(0, output);
        XDocument.Load(Answer).Descendants("LambdaPackages").Single().Value.Should().Be("false");
    }

    [Fact]
    public async Task A_feed_with_the_packages_means_the_packages()
    {
        var (exitCode, output) = await AskAsync(Feed(Versions()));

        exitCode.Should().Be(0, output);
        XDocument.Load(Answer).Descendants("LambdaPackages").Single().Value.Should().Be("true");
    }

    [Fact]
    public async Task A_feed_with_other_versions_means_stand_ins()
    {
        var (exitCode, output) = await AskAsync(Feed(Versions().Select(p => (p.Id, "0.9.0"))));

        exitCode.Should().Be(0, output);
        XDocument.Load(Answer).Descendants("LambdaPackages").Single().Value.Should().Be("false");
    }

    [Fact]
    public async Task A_feed_that_does_not_answer_is_an_error_and_no_answer()
    {
        var (exitCode, output) = await AskAsync($"https://127.0.0.1:{DynamoDBServer.FreePort()}/index.json");

        exitCode.Should().NotBe(0);
        output.Should().Contain("MINILOGIN002");
        File.Exists(Answer).Should().BeFalse();
    }

    [Fact]
    public async Task Publishing_stand_ins_is_an_error_that_says_why()
    {
        var (exitCode, output) = await Command.RunAsync(
            "dotnet",
            ["msbuild", "src/MiniLogin.Functions/MiniLogin.Functions.csproj", "-t:RefuseToPublishStandIns", "-p:LambdaPackages=false", "-tl:off"],
            Repository.Root);
        exitCode.Should().NotBe(0);
        output.Should().Contain("MINILOGIN001").And.Contain("stand-ins");

        // The target runs when publishing, before anything is prepared.
        var targets = XDocument.Load(Path.Combine(Repository.Root, "eng", "LambdaPackages.targets"));
        targets.Descendants("Target").Single(t => (string?)t.Attribute("Name") == "RefuseToPublishStandIns").Attribute("BeforeTargets")!.Value.Should().Be("PrepareForPublish");
    }

    private static IEnumerable<(string Id, string Version)> Versions() => XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props"))
        .Descendants("PackageVersion")
        .Select(p => (Id: p.Attribute("Include")!.Value, Version: p.Attribute("Version")!.Value.Trim('[', ']')))
        .Where(p => p.Id.StartsWith("Amazon.Lambda.", StringComparison.Ordinal) || p.Id.StartsWith("AWS.Lambda.", StringComparison.Ordinal));

    private async Task<(int ExitCode, string Output)> AskAsync(string feed)
    {
        // A copy, so that the restore of this clone is left alone.
        foreach (var file in Directory.GetFiles(Probe))
        {
            File.Copy(file, Path.Combine(_folder.FullName, Path.GetFileName(file)));
        }

        File.Copy(Path.Combine(Repository.Root, "Directory.Packages.props"), Path.Combine(_folder.FullName, "Directory.Packages.props"));
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "Directory.Build.props"), "<Project><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>");
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "nuget.config"), $"""<configuration><packageSources><clear /><add key="feed" value="{feed}" /></packageSources></configuration>""");
        return await Command.RunAsync("dotnet", ["msbuild", "probe.proj", "-t:Probe", $"-p:AnswerFile={Answer}", "-tl:off"], _folder.FullName, new Dictionary<string, string>
        {
            ["NUGET_PACKAGES"] = Path.Combine(_folder.FullName, "packages"),
            ["NUGET_ENHANCED_MAX_NETWORK_TRY_COUNT"] = "1",
        });
    }

    private string Feed(IEnumerable<(string Id, string Version)> packages)
    {
        var feed = _folder.CreateSubdirectory("feed").FullName;
        foreach (var (id, version) in packages)
        {
            using var package = ZipFile.Open(Path.Combine(feed, $"{id}.{version}.nupkg"), ZipArchiveMode.Create);
            using var nuspec = new StreamWriter(package.CreateEntry($"{id}.nuspec").Open());
            nuspec.Write($"<package><metadata><id>{id}</id><version>{version}</version><authors>test</authors><description>empty</description></metadata></package>");
        }

        return feed;
    }
}
