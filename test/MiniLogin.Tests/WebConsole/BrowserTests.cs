using MiniLogin.Tests.Running;

namespace MiniLogin.Tests.WebConsole;

/// <summary>
/// The console in Chromium, by the tests of test/browser. Where npm or Chromium is missing they are skipped and say so; with
/// MINILOGIN_REQUIRE_BROWSER=1 they fail.
/// </summary>
public sealed class BrowserTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "test", "browser");

    [Theory]
    [ClassData(typeof(BothStores))]
    public async Task The_console_works_in_a_browser(Store store)
    {
        string[] arguments = store == Store.DynamoDB ? ["--dynamodb", DynamoDBServer.Url] : [];
        var chromium = FindChromium();
        Require(chromium is not null, "Needs Chromium: on the PATH, or named by CHROMIUM.");
        Require(await Npm.InstallAsync(Folder), "Needs npm, to install what drives the browser.");
        await using var playground = await PlaygroundProcess.StartWithOwnTablesAsync(arguments);

        var (exitCode, output) = await Command.RunAsync("npm", ["test", "--silent"], Folder, new Dictionary<string, string>
        {
            ["PLAYGROUND_URL"] = playground.Http.BaseAddress!.ToString().TrimEnd('/'),
            ["CHROMIUM"] = chromium!,
        });

        exitCode.Should().Be(0, output);
        output.Should().MatchRegex("# pass [1-9]").And.Contain("# fail 0").And.Contain("# skipped 0");
    }

    private static string? FindChromium() =>
        Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named
            ? named
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
                .SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(folder, name)))
                .FirstOrDefault(File.Exists);

    private static void Require(bool isThere, string what)
    {
        Assert.SkipUnless(isThere || Environment.GetEnvironmentVariable("MINILOGIN_REQUIRE_BROWSER") == "1", what);
        Assert.True(isThere, what);
    }
}
