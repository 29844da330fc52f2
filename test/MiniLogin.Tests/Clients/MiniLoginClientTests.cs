namespace MiniLogin.Tests.Clients;

/// <summary>The package of src/miniprogram/client. WaferClientTests tests its behaviour.</summary>
[Slow]
public sealed class MiniLoginClientTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "src", "miniprogram", "client");
    private static readonly string Frameworks = Path.Combine(Repository.Root, "test", "frameworks");
    private static readonly string Packer = Path.Combine(Repository.Root, "test", "packer");

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

    /// <summary>test/frameworks, 113 MB. Skipped without npm; fails with MINILOGIN_REQUIRE_FRAMEWORKS=1.</summary>
    [Fact]
    public async Task The_package_works_in_uni_app_Taro_Vite_and_webpack()
    {
        var hasNpm = await Npm.InstallAsync(Frameworks) && await Npm.InstallAsync(Folder);
        Assert.SkipUnless(hasNpm || Environment.GetEnvironmentVariable("MINILOGIN_REQUIRE_FRAMEWORKS") == "1", "Needs npm, to install uni-app, Taro, Vite and webpack.");

        await PassAsync(Frameworks);
    }

    /// <summary>test/packer: its 1,000 packages take a minute to install, so it runs only where they are installed, and with MINILOGIN_REQUIRE_PACKER=1.</summary>
    [Fact]
    public async Task The_package_and_the_demo_work_with_the_packer_of_WeChat()
    {
        var isWanted = Directory.Exists(Path.Combine(Packer, "node_modules")) || Environment.GetEnvironmentVariable("MINILOGIN_REQUIRE_PACKER") == "1";
        Assert.SkipUnless(isWanted, "Installs 1,000 packages. Run `npm ci` in test/packer to run this test.");
        Assert.SkipUnless(await Npm.InstallAsync(Packer) && await Npm.InstallAsync(Folder), "Needs npm, to install WeChat's packer.");

        await PassAsync(Packer);
    }

    private static async Task PassAsync(string folder)
    {
        var (exitCode, output) = await Command.RunAsync("npm", ["test", "--silent"], folder);

        exitCode.Should().Be(0, output);
        output.Should().MatchRegex("# pass [1-9]").And.Contain("# fail 0").And.Contain("# skipped 0");
    }
}
