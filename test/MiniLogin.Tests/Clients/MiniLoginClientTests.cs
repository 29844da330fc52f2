namespace MiniLogin.Tests.Clients;

/// <summary>The package of src/miniprogram/client. WaferClientTests tests its behaviour.</summary>
[Slow]
public sealed class MiniLoginClientTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "src", "miniprogram", "client");

    [Fact]
    public async Task The_committed_bundle_is_built_from_its_source()
    {
        Assert.SkipUnless(await Npm.InstallAsync(Folder), "Needs npm, to build the client.");
        var loaded = Path.Combine(Repository.Root, "src", "miniprogram", "demo", "miniprogram_npm", "minilogin-client", "index.js");
        var committed = await File.ReadAllBytesAsync(loaded, TestContext.Current.CancellationToken);

        // The build runs tsc in strict mode, then bundles.
        var (exitCode, output) = await Command.RunAsync("npm", ["run", "build", "--silent"], Folder);

        exitCode.Should().Be(0, output);
        (await File.ReadAllBytesAsync(loaded, TestContext.Current.CancellationToken)).Should().Equal(committed, "`npm run build` must give the committed file");
    }

    [Fact]
    public async Task The_package_suits_mini_programs_and_is_smaller_than_6_KB()
    {
        Assert.SkipUnless(await Npm.InstallAsync(Folder), "Needs npm, to pack the client.");

        var (exitCode, output) = await Command.RunAsync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts=false"], Folder);

        exitCode.Should().Be(0, output);
        var pack = System.Text.Json.Nodes.JsonNode.Parse(output[output.IndexOf("[\n", StringComparison.Ordinal)..(output.LastIndexOf(']') + 1)])![0]!;
        pack["size"]!.GetValue<int>().Should().BeLessThan(6_000);
        pack["files"]!.AsArray().Select(file => file!["path"]!.GetValue<string>()).Should().Contain(["dist/index.js", "dist/index.d.ts", "package.json"])
            .And.OnlyContain(path => path.StartsWith("dist/", StringComparison.Ordinal) || path == "package.json" || path == "README.md");
        var package = System.Text.Json.Nodes.JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, "package.json"), TestContext.Current.CancellationToken))!;
        package["miniprogram"]!.GetValue<string>().Should().Be("dist");
        package["dependencies"].Should().BeNull();
    }
}
