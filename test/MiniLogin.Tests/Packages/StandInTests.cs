using System.IO.Compression;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace MiniLogin.Tests.Packages;

/// <summary>eng/lambda-standins: which projects reference them, and that nothing built with them is published.</summary>
[Slow]
public sealed class StandInTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("minilogin-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("MiniLogin.Functions", true)]
    [InlineData("MiniLogin.Functions", false)]
    [InlineData("MiniLogin.Playground", true)]
    [InlineData("MiniLogin.Playground", false)]
    public async Task A_project_references_either_the_packages_or_the_stand_ins(string project, bool packages)
    {
        var (exitCode, output) = await DotnetAsync("msbuild", $"src/{project}", $"-p:LambdaPackages={packages}", "-getItem:PackageReference,ProjectReference");

        exitCode.Should().Be(0, output);
        var items = JsonNode.Parse(output)!["Items"]!;
        Names("PackageReference").Any(name => name.StartsWith("Amazon.Lambda.", StringComparison.Ordinal)).Should().Be(packages);
        Names("ProjectReference").Any(name => name.EndsWith("MiniLogin.LambdaStandIns.csproj", StringComparison.Ordinal)).Should().Be(!packages);

        IEnumerable<string> Names(string item) => items[item]!.AsArray().Select(i => i!["Identity"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("MiniLogin.Functions")]
    [InlineData("MiniLogin.Playground")]
    public async Task Publishing_stand_ins_is_an_error_with_a_reason(string project)
    {
        var (exitCode, output) = await DotnetAsync("msbuild", $"src/{project}", "-t:RefuseToPublishStandIns", "-p:LambdaPackages=false", "-tl:off");

        exitCode.Should().NotBe(0);
        output.Should().Contain($"MINILOGIN001: {project} was built with stand-ins for the Amazon.Lambda packages and cannot run on AWS Lambda.");

        // The target runs when publishing, before anything is prepared.
        var targets = XDocument.Load(Path.Combine(Repository.Root, "eng", "LambdaPackages.targets"));
        targets.Descendants("Target").Single(t => (string?)t.Attribute("Name") == "RefuseToPublishStandIns").Attribute("BeforeTargets")!.Value.Should().Be("PrepareForPublish");
    }

    [Theory]
    [InlineData("MiniLogin.Playground")]
    [InlineData("MiniLogin.Playground.Tool")]
    public async Task Packing_stand_ins_is_refused_before_anything_is_built(string project)
    {
        var (exitCode, output) = await DotnetAsync("pack", $"src/{project}", "--no-restore", "-p:LambdaPackages=false", "-o", _folder.FullName, "-tl:off");

        exitCode.Should().NotBe(0);
        output.Should().Contain("error MINILOGIN004: MiniLogin.Playground").And.Contain(" was built with stand-ins for the Amazon.Lambda packages, so its package could not be used.")
            .And.NotContain(" -> ");
        _folder.GetFiles().Should().BeEmpty();
    }

    [Theory]
    [InlineData("MiniLogin")]
    [InlineData("MiniLogin.Cli")]
    public async Task Packed_assemblies_neither_contain_nor_use_Lambda_types(string project)
    {
        var configuration = typeof(StandInTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

        var (exitCode, output) = await DotnetAsync("pack", $"src/{project}", "--no-build", "-c", configuration, "-o", _folder.FullName);

        exitCode.Should().Be(0, output);
        await ZipFile.ExtractToDirectoryAsync(_folder.GetFiles("*.nupkg").Should().ContainSingle().Subject.FullName, _folder.FullName, TestContext.Current.CancellationToken);
        var assemblies = _folder.GetFiles("MiniLogin*.dll", SearchOption.AllDirectories);
        assemblies.Select(a => a.Name).Should().Contain($"{project}.dll").And.NotContain("MiniLogin.LambdaStandIns.dll");
        foreach (var assembly in assemblies)
        {
            Names(assembly).Should().NotContain(name => name.StartsWith("Amazon.Lambda", StringComparison.Ordinal) || name.StartsWith("AWS.Lambda", StringComparison.Ordinal), assembly.Name)
                .And.NotContain("MiniLogin.LambdaStandIns");
        }

        (await File.ReadAllTextAsync(_folder.GetFiles("*.nuspec").Single().FullName, TestContext.Current.CancellationToken)).Should().NotContain("Amazon.Lambda").And.NotContain("LambdaStandIns");
    }

    /// <summary>The namespaces that an assembly defines or uses, and the assemblies it refers to.</summary>
    private static HashSet<string> Names(FileInfo assembly)
    {
        using var file = new PEReader(assembly.OpenRead());
        var metadata = file.GetMetadataReader();
        return
        [
            .. metadata.TypeDefinitions.Select(t => metadata.GetString(metadata.GetTypeDefinition(t).Namespace)),
            .. metadata.TypeReferences.Select(t => metadata.GetString(metadata.GetTypeReference(t).Namespace)),
            .. metadata.AssemblyReferences.Select(a => metadata.GetString(metadata.GetAssemblyReference(a).Name)),
        ];
    }

    private static Task<(int ExitCode, string Output)> DotnetAsync(params string[] arguments) => Command.RunAsync("dotnet", arguments, Repository.Root);
}
