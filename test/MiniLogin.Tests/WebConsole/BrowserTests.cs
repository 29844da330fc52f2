using MiniLogin.Tests.Running;

namespace MiniLogin.Tests.WebConsole;

/// <summary>
/// Runs test/browser, the tests of the console in Chromium. Without npm or Chromium they are skipped with a reason. With
/// MINILOGIN_REQUIRE_BROWSER=1 they fail.
/// </summary>
[Slow]
public sealed class BrowserTests
{
    internal static readonly string Folder = Path.Combine(Repository.Root, "test", "browser");

    /// <summary>On DynamoDB, only the tests that depend on the store run.</summary>
    [Theory, ClassData(typeof(BothStores))]
    public async Task The_console_works_in_a_browser(Store store)
    {
        string[] arguments = store == Store.DynamoDB ? ["--dynamodb", DynamoDBServer.Url] : [];
        var chromium = await RequireAsync();
        await using var playground = await PlaygroundProcess.StartWithOwnTablesAsync(arguments);

        var (exitCode, output) = await Command.RunAsync("npm", ["test", "--silent"], Folder, new Dictionary<string, string>
        {
            ["PLAYGROUND_URL"] = playground.Http.BaseAddress!.ToString().TrimEnd('/'),
            ["CHROMIUM"] = chromium,
        });

        exitCode.Should().Be(0, output);
        output.Should().MatchRegex("# pass [1-9]").And.Contain("# fail 0").And.Contain("# skipped 0");
    }

    /// <summary>Installs what the tests in a browser need and returns the path of Chromium. Skips the calling test if something is missing.</summary>
    internal static async Task<string> RequireAsync()
    {
        var chromium = FindChromium();
        Require(chromium is not null, "Needs Chromium: put it on the PATH, or set CHROMIUM to its path.");
        Require(await Npm.InstallAsync(Folder), "Needs npm, to install Playwright.");
        return chromium!;
    }

    private static string? FindChromium() =>
        Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named
            ? named
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
                .SelectMany(folder => new[] { "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(folder, name)))
                .FirstOrDefault(File.Exists);

    private static void Require(bool isThere, string what)
    {
        Assert.SkipUnless(isThere || Environment.GetEnvironmentVariable("MINILOGIN_REQUIRE_BROWSER") == "1", what);
        Assert.True(isThere, what);
    }
}
