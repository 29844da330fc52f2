using System.ComponentModel;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MiniLogin.Tests.Template;

namespace MiniLogin.Tests.Running;

/// <summary>docs/launch.md and the simulation behind it, eng/launch/ramp.mjs. The expected numbers are computed by hand.</summary>
[Slow]
public sealed partial class LaunchTests : IDisposable
{
    private const string Script = "eng/launch/ramp.mjs";
    private const string Page = "docs/launch.md";

    /// <summary>Raises what a case is not about, and starts at once.</summary>
    private const string Wide = "--ramp 0 --duration 2 --checks 0 --login-rate 99999 --login-burst 99999 --api-rate 99999 --concurrency 99999 --growth 99999 " +
        "--users-writes 99999 --by-union-id-writes 99999 --sessions-writes 99999 --by-user-writes 99999";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("minilogin-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_page_has_the_tables_commands_and_plot_of_the_script()
    {
        var copy = Path.Combine(_folder.FullName, "launch.md");
        File.Copy(Path.Combine(Repository.Root, Page), copy);

        await RunAsync("--page", copy);

        (await ReadAsync(copy)).Should().Be(await ReadAsync(Page), $"otherwise run: node {Script} --page {Page}");
        (await ReadAsync(Path.Combine(_folder.FullName, "images/launch.svg")))
            .Should().Be(await ReadAsync("docs/images/launch.svg"), $"otherwise run: node {Script} --page {Page}");
    }

    [Theory]
    [InlineData("LoginThrottleRate", "POST /login", "ThrottlingRateLimit", "loginRate")]
    [InlineData("LoginThrottleBurst", "POST /login", "ThrottlingBurstLimit", "loginBurst")]
    [InlineData("ThrottleRate", null, "ThrottlingRateLimit", "checkRate")]
    [InlineData("ThrottleBurst", null, "ThrottlingBurstLimit", "checkBurst")]
    public async Task The_throttles_of_the_simulation_are_those_of_a_prod_stack(string parameter, string? route, string setting, string option)
    {
        var numbers = await NumbersAsync();
        var stage = Deployment.With(("Stage", "prod")).Properties("AnnotationsHttpApiApiGatewayDefaultStage");
        var deployed = route is null ? stage["DefaultRouteSettings"]! : stage["RouteSettings"]![route]!;
        var largest = Number(TemplateFile.Root.At("Parameters", parameter, "MaxValue").Text());

        numbers["defaults"]![option]!.GetValue<double>().Should().Be(Number(deployed[setting]!.ToString()));
        foreach (var (target, raised) in numbers["raised"]!.AsObject())
        {
            raised![option]!.GetValue<double>().Should().BeLessThanOrEqualTo(largest, $"{parameter} of {target} logins/s must be a value that the template accepts");
        }
    }

    [Fact]
    public async Task The_page_and_the_chapter_about_costs_have_the_same_assumptions_and_sums()
    {
        var numbers = await NumbersAsync();
        var operations = Space().Replace(await ReadAsync("docs/operations.md"), " ");
        var sums = Sums().Match(operations);

        operations.Should().Contain($"a login takes {numbers["defaults"]!["login"]} ms").And.Contain($"a check {numbers["defaults"]!["check"]} ms")
            .And.Contain($"which take {numbers["defaults"]!["cold"]} ms more");
        numbers["costs"]!["login"]!.GetValue<double>().Should().Be(Number(sums.Groups["login"].Value));
        numbers["costs"]!["check"]!.GetValue<double>().Should().Be(Number(sums.Groups["check"].Value));
    }

    /// <summary>The bucket of 400 loses 800 a second, so it is empty after half a second. Then 200 of 1,000 pass.</summary>
    [Fact]
    public async Task As_deployed_1000_logins_a_second_are_refused_by_the_route_after_half_a_second()
    {
        var result = await SimulateAsync("--target 1000 --ramp 0 --duration 3");

        result["first"]!.ToJsonString().Should().Be("""{"second":0.5,"layer":"route throttle"}""");
        result["seconds"]!.AsArray().Select(second => Math.Round(second!["refused"]!["route throttle"]!.GetValue<double>(), 6)).Should().Equal(400, 800, 800);
        result["checks"]!["refused"]!.GetValue<double>().Should().BeApproximately(500, 1e-6, "the other routes accept a burst of 1,000 and 500 a second");
    }

    /// <summary>The rate passes 200 after 12 s. In the next t seconds 1000/60 × t²/2 more arrive than leave: 400 after 6.93 s. In 120 s 1,200 + 200 × 108 + 400 log in.</summary>
    [Fact]
    public async Task In_a_ramp_the_route_refuses_when_its_burst_is_used_up()
    {
        var result = await SimulateAsync("--target 1000 --ramp 60 --duration 120");

        result["first"]!["second"]!.GetValue<double>().Should().BeApproximately(18.93, 0.011);
        result["loggedIn"]!.GetValue<double>().Should().BeApproximately(23_200, 1e-3);
    }

    [Theory]
    // 20,000 a second at a bucket of 5,000 that refills at 10,000: empty after 0.5 s, 15,000 and 10,000 pass. Half of the refused are logins.
    [InlineData("--target 10000 --checks 1 --check-rate 99999 --check-burst 99999 --sessions-reads 99999 --api-rate 10000 --cold 0", "API quota", 0.5, 7500)]
    // Calls of a second: 500 are running after 0.5 s. From 1.0 to 1.5 s they end at the rate at which new ones arrive.
    [InlineData("--target 1000 --concurrency 500 --login 1000 --cold 0", "Lambda quota", 0.5, 1000)]
    // An environment takes ten calls a second, however short they are: 50 take 500.
    [InlineData("--target 1000 --concurrency 50 --login 10 --cold 0", "Lambda quota", 0.05, 1000)]
    // Calls of 10 s never come back: 1,000 and 100 a second start. 1,000 are used up after 1000/2900 s.
    [InlineData("--target 3000 --growth 1000 --login 10000", "Lambda growth", 0.34, 4800)]
    // 1,500 exist for the first 0.5 s, in which the growth is not saved up. Then 1,000 and 100 a second start: 2,650 of 6,000.
    [InlineData("--target 3000 --growth 1000 --login 10000 --provisioned 1500", "Lambda growth", 0.84, 3350)]
    // Every call is a cold start: 100 and 100 a second are decrypted, so 300 of 600.
    [InlineData("--target 300 --kms 100 --login 10000", "KMS", 0.5, 300)]
    // Only the first 30 s of each minute.
    [InlineData("--target 100 --wechat 3000 --duration 120", "WeChat", 30, 6000)]
    [InlineData("--target 6000 --users-writes 4000", "DynamoDB", 0, 4000)]
    [InlineData("--target 6000 --by-union-id-writes 4000", "DynamoDB", 0, 4000)]
    [InlineData("--target 6000 --sessions-writes 4000", "DynamoDB", 0, 4000)]
    [InlineData("--target 6000 --by-user-writes 3000", "DynamoDB", 0, 6000)]
    public async Task A_layer_refuses_what_is_above_its_limit(string options, string layer, double first, double refused)
    {
        var result = await SimulateAsync($"{Wide} {options}");

        result["first"]!["layer"]!.GetValue<string>().Should().Be(layer);
        result["first"]!["second"]!.GetValue<double>().Should().BeApproximately(first, 0.011);
        foreach (var (name, count) in result["refused"]!.AsObject())
        {
            count!.GetValue<double>().Should().BeApproximately(name == layer ? refused : 0, 1e-3, name);
        }

        result["loggedIn"]!.GetValue<double>().Should().BeApproximately(result["offered"]!.GetValue<double>() - refused, 1e-3);
    }

    [Theory]
    [InlineData("--nonsense", "1")]
    [InlineData("--target", "many")]
    [InlineData("--target", "-1")]
    public async Task A_wrong_option_of_the_simulation_is_reported(string option, string value)
    {
        var (exitCode, output) = await NodeAsync(option, value);

        exitCode.Should().Be(2);
        output.Should().Contain(option).And.Contain("--help");
    }

    private static async Task<JsonNode> NumbersAsync() => JsonNode.Parse(await RunAsync("--numbers"))!;

    /// <summary>Of an option that is given twice, the last one counts.</summary>
    private static async Task<JsonNode> SimulateAsync(string options) => JsonNode.Parse(await RunAsync([.. options.Split(' '), "--json"]))!;

    private static async Task<string> RunAsync(params string[] arguments)
    {
        var (exitCode, output) = await NodeAsync(arguments);
        exitCode.Should().Be(0, output);
        return output;
    }

    private static async Task<(int ExitCode, string Output)> NodeAsync(params string[] arguments)
    {
        try
        {
            return await Command.RunAsync("node", [Script, .. arguments], Repository.Root);
        }
        catch (Win32Exception)
        {
            Assert.Skip("Needs node.");
            throw;
        }
    }

    private static async Task<string> ReadAsync(string file) => await File.ReadAllTextAsync(Path.Combine(Repository.Root, file), TestContext.Current.CancellationToken);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\| \*\*sum\*\* \| \*\*(?<login>[\d.]+)\*\* \| \*\*(?<check>[\d.]+)\*\* \|")]
    private static partial Regex Sums();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
