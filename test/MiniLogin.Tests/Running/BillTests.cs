using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MiniLogin.Tests.Contract;

namespace MiniLogin.Tests.Running;

/// <summary>The arithmetic of the chapter about costs in docs/operations.md, with the calls that the routes make.</summary>
[Slow]
public sealed partial class BillTests
{
    private const string Page = "docs/operations.md";

    /// <summary>USD per million in us-east-1: an HTTP API request, a Lambda call, a write unit, a read unit. The page has the sources.</summary>
    private const decimal Request = 1.00m, Call = 0.20m, Write = 0.625m, Read = 0.125m;

    /// <summary>USD per million. CallTests has the S3 calls of each function.</summary>
    private static readonly Dictionary<string, (string Calls, decimal Price)> S3 = new()
    {
        ["POST /user/avatar"] = ("1 PUT", 5.00m),
        ["GET /avatars/{name}"] = ("1 GET", 0.40m),
    };

    [Fact]
    public async Task The_table_of_routes_has_the_units_that_each_route_uses()
    {
        var table = new StringBuilder("| route | read units | write units | S3 | floor |\n|---|---|---|---|---|\n");
        foreach (var route in ApiDocument.Operations.Select(operation => operation.Route))
        {
            var (reads, writes) = await UnitsAsync(route);
            var (calls, price) = S3.GetValueOrDefault(route, ("–", 0));
            table.Append(CultureInfo.InvariantCulture, $"| `{route}` | {reads:0.#} | {writes:0.#} | {calls} | {Cents(Request + Call + (reads * Read) + (writes * Write) + price)} |\n");
        }

        await GeneratedTable.ShouldBeCurrentAsync(Page, "routes", table.ToString(), nameof(BillTests));
    }

    [Fact]
    public async Task A_million_logins_cost_at_least_3_08_and_a_million_checks_1_33()
    {
        var rows = Rows(await ReadAsync());

        (await UnitsAsync("POST /login")).Should().Be((0m, 3m));
        (await UnitsAsync("GET /session")).Should().Be((1m, 0m));
        rows["**floor**"].Should().Equal("**3.08**", "**1.33**");
    }

    [Fact]
    public async Task The_rows_of_the_bill_add_up_to_its_sums()
    {
        var rows = Rows(await ReadAsync());
        var sums = rows["**sum**"].Select(cell => Amount(cell)).ToArray();

        for (var column = 0; column < 2; column++)
        {
            rows.Where(row => !row.Key.StartsWith("**", StringComparison.Ordinal)).Sum(row => Amount(row.Value[column])).Should().Be(sums[column]);
        }
    }

    [Theory]
    [InlineData("$1.00 per million", 1.00)]
    [InlineData("$0.20 per million", 0.20)]
    [InlineData("$0.625 per million units", 0.625)]
    [InlineData("$0.125 per million units", 0.125)]
    public async Task Each_row_of_the_bill_is_its_price_times_its_units(string price, double amount)
    {
        var row = Rows(await ReadAsync()).Single(row => row.Key.Contains(price, StringComparison.Ordinal));

        foreach (var cell in row.Value)
        {
            var units = Units().Match(cell) is { Success: true } match ? Factor(match, "share") * Factor(match, "units") : 1;
            Amount(cell).Should().Be(decimal.Parse(Cents(units * (decimal)amount), CultureInfo.InvariantCulture), cell);
        }
    }

    /// <summary>ms of a login and of a check, and of a cold start, which is 1 % of the calls.</summary>
    [Theory]
    [InlineData("ReadyToRun, 512 MB", 0.5, 300)]
    [InlineData("Native AOT, 256 MB", 0.25, 100)]
    [InlineData("Native AOT, 128 MB", 0.125, 100)]
    public async Task The_bill_of_each_build_differs_by_its_run_time(string build, double gigabytes, int cold)
    {
        var page = await ReadAsync();
        var rows = Rows(page);
        var cells = page.Split('\n').Single(line => line.StartsWith($"| {build} |", StringComparison.Ordinal)).Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        for (var column = 0; column < 2; column++)
        {
            var seconds = 1000m * (decimal)gigabytes * ((column == 0 ? 200 : 10) + (0.01m * cold));
            cells[1 + column].Should().Be(string.Create(CultureInfo.InvariantCulture, $"{seconds:#,0} GB-s: {Cents(seconds * 0.0000133334m)}"));
            var others = Amount(rows["**sum**"][column]) - Amount(rows.Single(row => row.Key.StartsWith("Lambda arm64", StringComparison.Ordinal)).Value[column]);
            Amount(cells[3 + column]).Should().Be(others + Amount(cells[1 + column]));
        }
    }

    /// <summary>CloudWatch adds 26 bytes to each line: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html.</summary>
    [Fact]
    public async Task The_lines_of_a_check_are_as_long_as_the_bill_says()
    {
        var page = await ReadAsync();
        var values = new Dictionary<string, string>
        {
            ["requestId"] = "JKJaXmPLvHcESHA=",
            ["identity.sourceIp"] = "203.0.113.178",
            ["routeKey"] = "GET /session",
            ["status"] = "200",
            ["responseLatency"] = "12",
            ["integrationLatency"] = "10",
            ["integration.status"] = "200",
        };
        var format = Template.Deployment.With().Properties("AnnotationsHttpApiApiGatewayDefaultStage")["AccessLogSettings"]!["Format"]!.GetValue<string>();

        var line = Variable().Replace(format, variable => values.GetValueOrDefault(variable.Groups["name"].Value, "-"));

        JsonNode.Parse(line)!["status"]!.GetValue<string>().Should().Be("200");
        Cents((line.Length + 26) / 1000m).Should().Be("0.23");
        page.Should().Contain("a check 0.23 KB").And.Contain("| 0.23 GB: 0.12 |");
    }

    [Fact]
    public async Task The_READMEs_have_the_fixed_costs_of_an_idle_stack()
    {
        var page = await ReadAsync();
        var rows = page[page.IndexOf("| fixed, per month |", StringComparison.Ordinal)..].Split("\n\n")[0].Split('\n').Skip(2).Select(row => row.Split('|', StringSplitOptions.TrimEntries));
        var (dev, prod) = rows.Aggregate((Dev: 0m, Prod: 0m), (sum, cells) => (sum.Dev + Last(cells[2]), sum.Prod + Last(cells[3])));

        (await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"), TestContext.Current.CancellationToken)).Should().Contain($"${Cents(dev)} a month (dev) or ${Cents(prod)} (prod)");
        (await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.zh-CN.md"), TestContext.Current.CancellationToken)).Should()
            .Contain(string.Create(CultureInfo.InvariantCulture, $"每月 {dev:0.##} 美元")).And.Contain(string.Create(CultureInfo.InvariantCulture, $"或 {prod:0.##} 美元"));

        static decimal Last(string cell) => decimal.Parse(cell.Split(' ')[^1], CultureInfo.InvariantCulture);
    }

    private static decimal Factor(Match match, string name) =>
        match.Groups[name].Success ? decimal.Parse(match.Groups[name].Value, CultureInfo.InvariantCulture) : 1;

    /// <summary>The units of one warm call, by a user with few sessions. The rows fit into one unit.</summary>
    private static async Task<(decimal Reads, decimal Writes)> UnitsAsync(string route)
    {
        var (world, bucket) = await PictureBucket.StartAsync(Store.DynamoDB, new() { DefaultAppId = World.AppId });
        using (bucket)
        {
            await using (world)
            {
                await SendAsync(world, route, () => { });
                var (reads, writes) = (0m, 0m);
                await SendAsync(world, route, () => world.Calls.Intercept = async (operation, request) =>
                {
                    var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync())!;
                    var isIndexed = body["TableName"]!.GetValue<string>().EndsWith("sessions", StringComparison.OrdinalIgnoreCase)
                        || body["UpdateExpression"]?.GetValue<string>().Contains("phoneHash = ", StringComparison.Ordinal) == true;
                    (reads, writes) = operation switch
                    {
                        // At most 4 KB: a unit if consistent, else half of one.
                        "GetItem" or "Query" => (reads + (body["ConsistentRead"]?.GetValue<bool>() == true ? 1 : 0.5m), writes),
                        // At most 1 KB; each write of a session also writes the index byUser, and a new phone number the index byPhone.
                        "PutItem" or "UpdateItem" or "DeleteItem" => (reads, writes + (isIndexed ? 2 : 1)),
                        _ => throw new NotSupportedException(operation),
                    };
                    return null;
                });
                return (reads, writes);
            }
        }
    }

    private static async Task SendAsync(World world, string route, Action start)
    {
        var call = await ApiCall.ValidAsync(world, route);
        // A login that presents a session ends it, which the page adds separately.
        call.Token = route.EndsWith(" /login", StringComparison.Ordinal) ? null : call.Token;
        // A user's second login in a minute costs more.
        world.Pass(TimeSpan.FromMinutes(1));
        start();
        ((int)(await call.SendAsync(world)).Status).Should().BeOneOf([200, 204], route);
    }

    /// <summary>The two cells of each row of the table per million, by its first cell.</summary>
    private static Dictionary<string, string[]> Rows(string page) =>
        page[page.IndexOf("| per million | logins | session checks |", StringComparison.Ordinal)..].Split("\n\n")[0].Split('\n').Skip(2)
            .Select(row => row.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Where(cells => !cells[0].StartsWith("X-Ray", StringComparison.Ordinal))
            .ToDictionary(cells => cells[0], cells => cells[1..]);

    /// <summary>The last number of a cell; a dash is nothing.</summary>
    private static decimal Amount(string cell) => cell == "–" ? 0 : decimal.Parse(LastNumber().Match(cell).Value, CultureInfo.InvariantCulture);

    private static string Cents(decimal amount) => Math.Round(amount, 2, MidpointRounding.AwayFromZero).ToString("0.00", CultureInfo.InvariantCulture);

    private static Task<string> ReadAsync() => File.ReadAllTextAsync(Path.Combine(Repository.Root, Page), TestContext.Current.CancellationToken);

    [GeneratedRegex(@"\$context\.(?<name>[A-Za-z.]+)")]
    private static partial Regex Variable();

    [GeneratedRegex(@"\d+\.\d+(?=\**$)")]
    private static partial Regex LastNumber();

    [GeneratedRegex(@"^(?:(?<share>[\d.]+) extensions × )?(?<units>[\d.]+) units: ")]
    private static partial Regex Units();
}
