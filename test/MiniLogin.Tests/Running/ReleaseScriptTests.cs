using System.Text.RegularExpressions;
using MiniLogin.Tests.Template;

namespace MiniLogin.Tests.Running;

/// <summary>The scripts of a release: what it needs, and the archive that deploys a stack without a build.</summary>
public sealed partial class ReleaseScriptTests : IDisposable
{
    private const string Repo = "https://github.com/example/minilogin";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("minilogin-");

    public ReleaseScriptTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "The scripts need bash.");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("1.2.3", Repo, "1.2.3", "The tag 1.2.3 is not v and a version")]
    [InlineData("v1.2", Repo, "1.2", "The tag v1.2 is not v and a version")]
    [InlineData("v01.2.3", Repo, "01.2.3", "The tag v01.2.3 is not v and a version")]
    [InlineData("v1.2.3", null, "1.2.3", "is still the placeholder")]
    [InlineData("v1.2.3", "https://github.com/another/minilogin", "1.2.3", "RepositoryUrl in src/Directory.Build.props is https://github.com/another/minilogin, but this is " + Repo)]
    [InlineData("v1.2.3", Repo, "Unreleased", "CHANGELOG.md has no section [1.2.3]")]
    [InlineData("v1.2.3", Repo, "1.2.30", "CHANGELOG.md has no section [1.2.3]")]
    public async Task A_release_stops_with_a_reason(string tag, string? address, string section, string reason)
    {
        var (exitCode, output) = await CheckAsync(tag, address, $"## [{section}]\n\n- Something.\n");

        exitCode.Should().Be(1);
        output.Should().Contain(reason);
    }

    [Theory]
    [InlineData("1.2.3")]
    [InlineData("2.0.0-rc.1")]
    public async Task A_release_has_the_version_of_its_tag_and_the_notes_of_its_section(string version)
    {
        var (exitCode, output) = await CheckAsync($"v{version}", Repo, $"# Changelog\n\n## [Unreleased]\n\n- Later.\n\n## [{version}] - 2026-12-01\n\n- New.\n\n## [1.2.2]\n\n- Old.\n");

        exitCode.Should().Be(0, output);
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Should().Equal(version, "- New.");
    }

    [Theory]
    [InlineData("arm64")]
    [InlineData("x86_64")]
    public async Task The_archive_deploys_every_function_from_the_zip_beside_the_template(string processor)
    {
        await WriteAsync("compiled.zip", "a zip");
        var archive = Path.Combine(_folder.FullName, "archive");

        var (exitCode, output) = await Command.RunAsync("bash", ["eng/release-archive.sh", processor, Path.Combine(_folder.FullName, "compiled.zip"), archive], Repository.Root);

        exitCode.Should().Be(0, output);
        (await ReadAsync("archive/functions.zip")).Should().Be("a zip");
        var template = TemplateYaml.Read(await ReadAsync("archive/template.yaml"));
        foreach (var function in TemplateFile.Resources(TemplateFile.Function))
        {
            template.At("Resources", function, "Properties", "CodeUri").Text().Should().Be("functions.zip", function);
        }

        template.At("Globals", "Function", "Architectures").Items().Single().At("Fn::If").Items().Last().Text().Should().Be(processor);
        template.At("Resources").Keys().Should().Equal(TemplateFile.Root.At("Resources").Keys());

        var settings = await ReadAsync("archive/samconfig.toml");
        settings.Split('\n').Where(line => line.StartsWith('[')).Should().Equal("[default.global.parameters]", "[default.deploy.parameters]", "[prod.global.parameters]", "[prod.deploy.parameters]");
        settings.Should().StartWith("version = 0.1\n").And.Contain("stack_name = \"minilogin-prod\"");
    }

    [Fact]
    public async Task An_archive_for_an_unknown_processor_is_refused()
    {
        var (exitCode, output) = await Command.RunAsync("bash", ["eng/release-archive.sh", "arm", "compiled.zip", Path.Combine(_folder.FullName, "archive")], Repository.Root);

        exitCode.Should().Be(1);
        output.Should().Contain("arm is neither arm64 nor x86_64.");
        _folder.GetDirectories().Should().BeEmpty();
    }

    /// <summary>Runs the check in a copy with this address, null for the placeholder.</summary>
    private async Task<(int ExitCode, string Output)> CheckAsync(string tag, string? address, string changelog)
    {
        foreach (var file in (string[])["eng/release-check.sh", "src/Directory.Build.props"])
        {
            var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, file), TestContext.Current.CancellationToken);
            // The script has the element too, in its pattern.
            await WriteAsync(file, file.EndsWith(".props", StringComparison.Ordinal) ? Address().Replace(text, address ?? "https://github.com/OWNER/minilogin") : text);
        }

        await WriteAsync("CHANGELOG.md", changelog);
        return await Command.RunAsync("bash", ["eng/release-check.sh", tag, Repo], _folder.FullName);
    }

    private async Task WriteAsync(string file, string text)
    {
        var path = Path.Combine(_folder.FullName, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
    }

    [GeneratedRegex("(?<=<RepositoryUrl>).*(?=</RepositoryUrl>)")]
    private static partial Regex Address();

    private Task<string> ReadAsync(string file) => File.ReadAllTextAsync(Path.Combine(_folder.FullName, file), TestContext.Current.CancellationToken);
}
