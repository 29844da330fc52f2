using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MiniLogin.Tests.Packages;

/// <summary>eng/LambdaPackages.targets and eng/lambda-probe: they select the Amazon.Lambda packages or the stand-ins.</summary>
[Slow]
public sealed class LambdaPackagesTests : IDisposable
{
    private readonly PackageFeed _feed = new();

    public void Dispose() => _feed.Dispose();

    [Fact]
    public async Task A_feed_without_any_of_the_packages_selects_the_stand_ins_until_a_publish_finds_them()
    {
        await ProbeAsync();
        _feed.Answer.Should().Be("false");
        _feed.AddAll();

        await ProbeAsync("-p:_IsPublishing=true");

        _feed.Answer.Should().Be("true");
    }

    [Fact]
    public async Task A_missing_package_is_an_error_that_names_package_and_feed()
    {
        _feed.AddAll();
        _feed.Remove("Amazon.Lambda.Core");

        var error = await FailAsync();

        error.Should().Contain("MINILOGIN002: The package feed has some of the Amazon.Lambda packages, but not all in the required versions")
            .And.Contain("NU1101: Unable to find package Amazon.Lambda.Core. No packages exist with this id in source(s): test-feed")
            .And.Contain("https://api.nuget.org/v3/index.json").And.Contain("-p:LambdaPackages=false");
    }

    [Fact]
    public async Task A_feed_with_only_one_package_is_an_error()
    {
        _feed.Add("Amazon.Lambda.Core", Version("Amazon.Lambda.Core"));

        var error = await FailAsync();

        error.Should().Contain("MINILOGIN002").And.NotContain("Unable to find package Amazon.Lambda.Core.");
        Regex.Count(error, "NU1101: ").Should().Be(PackageFeed.Wanted.Count - 1);
    }

    [Fact]
    public async Task A_wrong_version_is_an_error_that_names_package_and_feed()
    {
        _feed.AddAll();
        _feed.Remove("Amazon.Lambda.Core");
        _feed.Add("Amazon.Lambda.Core", "0.9.0");

        var error = await FailAsync();

        error.Should().Contain("MINILOGIN002").And.Contain(
            $"NU1102: Unable to find package Amazon.Lambda.Core with version (>= {Version("Amazon.Lambda.Core")} && < 4.0.0) - Found 1 version(s) in test-feed [ Nearest version: 0.9.0 ]");
    }

    [Fact]
    public async Task A_newer_version_than_the_lowest_of_the_range_is_an_error()
    {
        _feed.AddAll();
        _feed.Remove("Amazon.Lambda.Core");
        _feed.Add("Amazon.Lambda.Core", "3.99.0");

        var error = await FailAsync();

        error.Should().Contain("MINILOGIN002").And.Contain("NU1603: ").And.Contain("Amazon.Lambda.Core 3.99.0 was resolved instead");
    }

    [Fact]
    public async Task Wrong_versions_of_all_packages_are_an_error()
    {
        PackageFeed.Wanted.ToList().ForEach(p => _feed.Add(p.Id, "99.0.0"));

        var error = await FailAsync();

        error.Should().Contain("MINILOGIN002");
        Regex.Count(error, "NU1102: ").Should().Be(PackageFeed.Wanted.Count);
    }

    [Fact]
    public async Task A_dependency_in_a_substituted_version_is_an_error()
    {
        _feed.AddAll();
        _feed.Remove("AWS.Lambda.Powertools.Logging");
        _feed.Add("AWS.Lambda.Powertools.Logging", Version("AWS.Lambda.Powertools.Logging"), """<dependency id="Dependency" version="1.0.0" />""");
        _feed.Add("Dependency", "1.0.1");

        var error = await FailAsync();

        error.Should().Contain("MINILOGIN002").And.Contain("NU1603: ").And.Contain("Dependency 1.0.1 was resolved instead");
    }

    [Fact]
    public async Task An_unreachable_feed_is_an_error_that_names_it_once()
    {
        var source = $"https://127.0.0.1:{DynamoDBServer.FreePort()}/index.json";
        _feed.UseSource(source);

        var error = await FailAsync();

        error.Should().Contain("MINILOGIN003: Cannot read the package feed").And.Contain("-p:LambdaPackages=false");
        Regex.Count(error, $"NU1301: Unable to load the service index for source {Regex.Escape(source)}").Should().Be(1);
    }

    [Fact]
    public async Task A_feed_that_denies_access_is_an_error_that_quotes_its_answer()
    {
        var source = $"http://127.0.0.1:{DynamoDBServer.FreePort()}/";
        var server = new HttpListener { Prefixes = { source } };
        server.Start();
        var serving = RefuseAsync(server, HttpStatusCode.Unauthorized);
        _feed.UseSource($"{source}index.json");

        var error = await FailAsync();
        server.Close();
        await serving;

        error.Should().Contain("MINILOGIN003").And.Contain($"NU1301: Unable to load the service index for source {source}index.json.").And.Contain(" 401 ");
    }

    [Fact]
    public async Task The_result_is_cached_until_a_version_or_the_source_changes()
    {
        await ProbeAsync();
        _feed.AddAll();
        await ProbeAsync();
        _feed.Answer.Should().Be("false");

        var versions = await File.ReadAllTextAsync(_feed.FullName("Directory.Packages.props"), TestContext.Current.CancellationToken);
        _feed.Write("Directory.Packages.props", versions.Replace(PackageFeed.Wanted.Single(p => p.Id == "Amazon.Lambda.Core").Range, "[98.0.0]", StringComparison.Ordinal));
        (await FailAsync()).Should().Contain("Amazon.Lambda.Core with version (= 98.0.0)");

        _feed.Add("Amazon.Lambda.Core", "98.0.0");
        await ProbeAsync();
        _feed.Answer.Should().Be("true");

        Directory.CreateDirectory(_feed.FullName("another-feed"));
        Directory.Delete(_feed.FullName("packages"), recursive: true);
        _feed.UseSource("another-feed");
        await ProbeAsync();
        _feed.Answer.Should().Be("false");
    }

    [Fact]
    public async Task Package_sources_on_the_command_line_are_used()
    {
        _feed.AddAll();
        Directory.CreateDirectory(_feed.FullName("another-feed"));
        _feed.UseSource("another-feed");

        await ProbeAsync($"-p:RestoreAdditionalProjectSources={_feed.FullName("feed")}");

        _feed.Answer.Should().Be("true");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_first_restore_already_uses_the_packages_or_the_stand_ins(bool packages)
    {
        const string OnlyOwnReferences = """<ItemGroup><PackageReference Remove="@(PackageReference)" /></ItemGroup>""";
        _feed.Write("eng/lambda-standins/MiniLogin.LambdaStandIns.csproj", $"""<Project Sdk="Microsoft.NET.Sdk">{OnlyOwnReferences}</Project>""");
        _feed.Write("app/app.csproj", $"""<Project Sdk="Microsoft.NET.Sdk">{OnlyOwnReferences}<ItemGroup><LambdaPackage Include="Amazon.Lambda.Core" /></ItemGroup><Import Project="../eng/LambdaPackages.targets" /></Project>""");
        if (packages)
        {
            _feed.AddAll();
        }

        var (exitCode, output) = await _feed.DotnetAsync("restore", "app");

        exitCode.Should().Be(0, output);
        var restored = await File.ReadAllTextAsync(_feed.FullName("app/obj/project.assets.json"), TestContext.Current.CancellationToken);
        restored.Contains("\"Amazon.Lambda.Core/", StringComparison.Ordinal).Should().Be(packages);
        restored.Contains("MiniLogin.LambdaStandIns.csproj", StringComparison.Ordinal).Should().Be(!packages);
        Directory.Exists(_feed.FullName("eng/lambda-standins/obj")).Should().Be(!packages);
    }

    [Fact]
    public void Projects_probe_and_version_list_name_the_same_packages()
    {
        var wanted = PackageFeed.Wanted.Select(p => p.Id);

        PackagesOf("eng/lambda-probe/probe.csproj").Should().BeEquivalentTo(wanted);
        PackagesOf("src/MiniLogin.Playground/MiniLogin.Playground.csproj").Should().BeEquivalentTo(wanted)
            .And.Contain(PackagesOf("src/MiniLogin.Functions/MiniLogin.Functions.csproj"), "the package of the Playground contains the functions");
    }

    [Fact]
    public void The_package_versions_are_ranges_up_to_the_next_major_version() => PackageFeed.Wanted.Should().OnlyContain(p => p.Range == $"[{p.Version},{int.Parse(p.Version.Split('.', 2)[0], CultureInfo.InvariantCulture) + 1})");

    private static string Version(string id) => PackageFeed.Wanted.Single(p => p.Id == id).Version;

    private static IEnumerable<string> PackagesOf(string project) => XDocument.Load(Path.Combine(Repository.Root, project))
        .Descendants("LambdaPackage").SelectMany(p => p.Attribute("Include")!.Value.Split(';'));

    private static async Task RefuseAsync(HttpListener server, HttpStatusCode status)
    {
        try
        {
            while (true)
            {
                using var response = (await server.GetContextAsync()).Response;
                response.StatusCode = (int)status;
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException && !server.IsListening)
        {
            // The test closed the server.
        }
    }

    private async Task ProbeAsync(params string[] properties)
    {
        var (exitCode, output) = await _feed.ProbeAsync(properties);
        exitCode.Should().Be(0, output);
    }

    private async Task<string> FailAsync()
    {
        var before = _feed.Answer;
        var (exitCode, output) = await _feed.ProbeAsync();
        exitCode.Should().NotBe(0);
        _feed.Answer.Should().Be(before);
        return output;
    }
}
