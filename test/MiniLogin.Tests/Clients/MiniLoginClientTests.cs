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
        var loaded = Path.Combine(Repository.Root, "src", "miniprogram", "demo", "minilogin-client.js");
        var committed = await File.ReadAllBytesAsync(loaded, TestContext.Current.CancellationToken);

        // The build runs tsc in strict mode, then bundles.
        var (exitCode, output) = await Command.RunAsync("npm", ["run", "build", "--silent"], Folder);

        exitCode.Should().Be(0, output);
        (await File.ReadAllBytesAsync(loaded, TestContext.Current.CancellationToken)).Should().Equal(committed, "`npm run build` must give the committed file");
    }

    [Fact]
    public async Task The_package_suits_mini_programs_and_its_code_is_smaller_than_6_KB()
    {
        Assert.SkipUnless(await Npm.InstallAsync(Folder), "Needs npm, to pack the client.");

        var (exitCode, output) = await Command.RunAsync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts=false"], Folder);

        exitCode.Should().Be(0, output);
        var pack = System.Text.Json.Nodes.JsonNode.Parse(output[output.IndexOf("[\n", StringComparison.Ordinal)..(output.LastIndexOf(']') + 1)])![0]!;
        var files = pack["files"]!.AsArray().ToDictionary(file => file!["path"]!.GetValue<string>(), file => file!["size"]!.GetValue<int>());
        files["dist/index.js"].Should().BeLessThan(6_000);
        files["esm/index.mjs"].Should().BeLessThan(6_000);
        files.Keys.Should().Contain(["dist/index.d.ts", "esm/index.d.mts"]);
        files.Keys.Where(path => !path.StartsWith("dist/", StringComparison.Ordinal) && !path.StartsWith("esm/", StringComparison.Ordinal))
            .Should().BeEquivalentTo("LICENSE", "README.md", "package.json");
        var package = System.Text.Json.Nodes.JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, "package.json"), TestContext.Current.CancellationToken))!;
        package["miniprogram"]!.GetValue<string>().Should().Be("dist");
        package["main"]!.GetValue<string>().Should().Be("dist/index.js");
        package["dependencies"].Should().BeNull();
        package["peerDependencies"].Should().BeNull();
    }

    /// <summary>test/frameworks: downloads 540 MB, so it runs only where these packages are installed, and with MINILOGIN_REQUIRE_FRAMEWORKS=1.</summary>
    [Fact]
    public async Task The_package_works_in_uni_app_Taro_Vite_webpack_and_the_packer_of_WeChat()
    {
        var frameworks = Path.Combine(Repository.Root, "test", "frameworks");
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(frameworks, "node_modules")) || Environment.GetEnvironmentVariable("MINILOGIN_REQUIRE_FRAMEWORKS") == "1",
            "Downloads 540 MB. Run `npm ci` in test/frameworks to run this test.");
        Assert.SkipUnless(await Npm.InstallAsync(frameworks) && await Npm.InstallAsync(Folder), "Needs npm, to install uni-app, Taro, Vite, webpack and WeChat's packer.");

        var (exitCode, output) = await Command.RunAsync("npm", ["test", "--silent"], frameworks);

        exitCode.Should().Be(0, output);
        output.Should().MatchRegex("# pass [1-9]").And.Contain("# fail 0").And.Contain("# skipped 0");
    }
}
