using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MiniLogin.Login;

namespace MiniLogin.Tests.Template;

/// <summary>
/// A simulated release: log lines of the old and the new version, counted by the metric filters, on which the rollback alarms of
/// template.yaml are evaluated. The old version is 1, the new one 2, and gets 10 % of the calls from minute 0 on.
/// </summary>
public sealed partial class CanaryTests
{
    /// <summary>Minutes from a log line to an alarm that counts it: an assumption on the safe side. Metric filters publish every minute.</summary>
    private const int Delay = 3;

    private const int Before = 30;

    private static readonly Deployment Prod = Deployment.With(("Stage", "prod"));

    private static readonly JsonObject Group = Prod.Properties("LoginDeploymentGroup");

    private static readonly string[] Alarms = [.. Group["AlarmConfiguration"]!["Alarms"]!.AsArray().Select(alarm => alarm!["Name"]!.GetValue<string>()[2..^1])];

    private static readonly Match Canary = CanaryName().Match(Group["DeploymentConfigName"]!.GetValue<string>());

    private static readonly int Length = int.Parse(Canary.Groups["minutes"].Value, CultureInfo.InvariantCulture);

    public static TheoryData<string, double> Failures => new(
        from happened in new[] { LogEvents.StoreUnavailable, LogEvents.AppMisconfigured, LogEvents.WeChatUnavailable, LogEvents.Internal }
        from perMinute in new double[] { 20, 200, 60_000 }
        select (happened, perMinute));

    [Fact]
    public void A_tenth_of_the_calls_go_to_the_new_version() => Canary.Groups["percent"].Value.Should().Be("10");

    [Theory]
    [MemberData(nameof(Failures))]
    public void A_new_version_that_fails_every_login_is_rolled_back(string happened, double perMinute)
    {
        RolledBackAt(Logins(perMinute, atNew: happened)).Should().BeInRange(1, Length);
        RolledBackAt([.. Logins(perMinute, atNew: happened), .. OfCallers(3 * perMinute)]).Should().BeInRange(1, Length, "rejected logins do not hide the failures");
    }

    [Theory]
    [InlineData("Login")]
    [InlineData("WaferLogin")]
    public void A_new_version_of_one_login_function_that_always_fails_is_rolled_back(string failing) => RolledBackAt(
    [
        .. Logins(160, atNew: failing == "Login" ? LogEvents.StoreUnavailable : LogEvents.LoginSucceeded),
        .. Logins(40, atNew: failing == "WaferLogin" ? LogEvents.StoreUnavailable : LogEvents.LoginSucceeded, function: "WaferLogin"),
    ]).Should().BeInRange(1, Length);

    [Theory]
    [InlineData("ShowSession", LogEvents.StoreUnavailable)]
    [InlineData("Authorize", LogEvents.StoreUnavailable)]
    [InlineData("Authorize", LogEvents.Internal)]
    public void A_new_version_that_fails_every_session_check_is_rolled_back(string function, string happened) =>
        RolledBackAt([.. Logins(100, atNew: LogEvents.LoginSucceeded), new($"{function}:2", happened, PerMinute: 20, From: 0)]).Should().BeInRange(1, Length);

    [Fact]
    public void A_new_version_of_the_authorizer_that_crashes_is_rolled_back() =>
        RolledBackAt(Logins(100, atNew: LogEvents.LoginSucceeded), metric => metric is { Name: "Errors" } && metric.Dimensions["FunctionName"] == "${Authorize}" ? 10 : 0).Should().BeInRange(1, Length);

    [Theory]
    [InlineData(60)]
    [InlineData(6_000)]
    public void A_new_version_that_crashes_is_rolled_back(double perMinute) =>
        RolledBackAt(Logins(perMinute, atNew: "login_cut_short"), metric => metric is { Name: "Errors" } && metric.Dimensions["FunctionName"] == "${Login}" ? perMinute / 10 : 0).Should().BeInRange(1, Length);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(200)]
    [InlineData(60_000)]
    public void A_healthy_version_is_not_rolled_back(double perMinute) =>
        // One percent of the logins fail in both versions, as when WeChat is busy.
        RolledBackAt([.. Logins(0.99 * perMinute, atNew: LogEvents.LoginSucceeded), .. Logins(0.01 * perMinute, atNew: LogEvents.WeChatUnavailable, atOld: LogEvents.WeChatUnavailable)]).Should().BeNull();

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(6_000)]
    public void Errors_of_callers_roll_back_no_release(double perMinute) =>
        RolledBackAt([.. Logins(perMinute, atNew: LogEvents.LoginSucceeded), .. OfCallers(60_000)]).Should().BeNull();

    [Fact]
    public void Failures_of_the_old_version_roll_back_no_release() =>
        // They begin with the release, or else its first minutes still count the old version as the newest one.
        RolledBackAt([.. Logins(200, atNew: LogEvents.LoginSucceeded), new("Login:1", LogEvents.AppMisconfigured, PerMinute: 180, From: 0)]).Should().BeNull();

    [Fact]
    public void Too_few_logins_roll_back_no_release() =>
        // 4 of them reach the new version in 5 minutes.
        RolledBackAt(Logins(8, atNew: LogEvents.StoreUnavailable)).Should().BeNull();

    [Fact]
    public void A_hundred_logins_in_5_minutes_are_enough()
    {
        // At least 5 logins must fail in 5 minutes. A tenth of the logins reach the new version, by chance.
        AtLeast(5, of: 100, 0.1).Should().BeGreaterThan(0.95);
        AtLeast(5, of: 50, 0.1).Should().BeLessThan(0.6);
        // The canary is long enough for 5 minutes without the old version and for the delay.
        Length.Should().BeGreaterThanOrEqualTo(5 + Delay);
        // If one percent of the logins fail, hardly any number of logins in 5 minutes has 5 failures that are more than 10 %.
        Enumerable.Range(1, 1000).Max(logins => AtLeast(Math.Max(5, (logins / 10) + 1), of: logins, 0.01)).Should().BeLessThan(0.001);
    }

    /// <summary>Logins and how they end in the old and in the new version.</summary>
    private static IEnumerable<Lines> Logins(double perMinute, string atNew, string atOld = LogEvents.LoginSucceeded, string function = "Login") =>
    [
        new($"{function}:1", atOld, perMinute, From: -Before, Until: 0),
        new($"{function}:1", atOld, 0.9 * perMinute, From: 0),
        new($"{function}:2", atNew, 0.1 * perMinute, From: 0),
    ];

    private static IEnumerable<Lines> OfCallers(double perMinute) =>
        new[] { LogEvents.CodeRejected, LogEvents.RequestInvalid, LogEvents.UserBlocked, LogEvents.AppUnknown, LogEvents.TooManyLogins, LogEvents.WeChatQuota }
            .SelectMany(happened => Logins(perMinute / 6, atNew: happened, atOld: happened));

    /// <summary>The minute in which an alarm rolls back the release, or null if none fires during the canary.</summary>
    private static int? RolledBackAt(IEnumerable<Lines> lines, Func<Metric, double>? published = null)
    {
        var all = lines.ToList();
        var filters = Prod.OfType("AWS::Logs::MetricFilter").ToDictionary(filter => filter[..^"Filter".Length], filter => Prod.Properties(filter)["FilterPattern"]!.GetValue<string>());
        // The newest version is the old one until the release.
        var counted = filters.ToDictionary(
            filter => filter.Key,
            filter => new[] { 1, 2 }.Select(newest => all.Where(each => new FilterPattern(filter.Value, newest).Matches(each.Line)).ToList()).ToArray());
        return Alarms.Min(alarm => AlarmRun.FiresAt(Prod.Properties(alarm), Count, from: -Before, until: Length - Delay)) + Delay;

        double? Count(Metric metric, int minute) =>
            metric.Namespace.StartsWith("AWS/", StringComparison.Ordinal) ? (minute < 0 ? 0 : published?.Invoke(metric) ?? 0)
            : all.Any(each => each.In(minute) > 0) ? counted[metric.Name][minute < 0 ? 0 : 1].Sum(each => each.In(minute))
            : null;
    }

    /// <summary>The probability of at least this number of successes in independent trials.</summary>
    private static double AtLeast(int successes, int of, double probability)
    {
        var exactly = Math.Pow(1 - probability, of);
        var fewer = 0.0;
        for (var k = 0; k < successes; k++)
        {
            fewer += exactly;
            exactly *= (of - k) / (k + 1.0) * probability / (1 - probability);
        }

        return 1 - fewer;
    }

    [GeneratedRegex("^CodeDeployDefault\\.LambdaCanary(?<percent>[0-9]+)Percent(?<minutes>[0-9]+)Minutes$", RegexOptions.CultureInvariant)]
    private static partial Regex CanaryName();

    /// <summary>Equal log lines of a function and its version.</summary>
    private sealed record Lines(string Function, string Happened, double PerMinute, int From, int Until = int.MaxValue)
    {
        public string Line => $$"""{"function":"{{Function}}","name":"{{typeof(LoginService).FullName}}","event":"{{Happened}}"}""";

        /// <summary>Their number in this minute. Fractions add up over the minutes.</summary>
        public double In(int minute) => minute < From || minute >= Until ? 0 : Math.Floor((PerMinute * (minute - From + 1)) + 1e-6) - Math.Floor((PerMinute * (minute - From)) + 1e-6);
    }
}
