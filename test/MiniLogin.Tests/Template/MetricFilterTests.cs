using System.Reflection;
using MiniLogin.Login;

namespace MiniLogin.Tests.Template;

/// <summary>The metric filters count the events that the code logs.</summary>
public sealed class MetricFilterTests
{
    private static readonly Dictionary<string, string[]> Counted = new()
    {
        ["LoginsSucceeded"] = [LogEvents.LoginSucceeded, LogEvents.LoginRepeated],
        ["LoginsRejected"] = [LogEvents.RequestInvalid, LogEvents.CodeRejected, LogEvents.UserBlocked, LogEvents.AppUnknown, LogEvents.TooManyLogins],
        ["LoginsFailed"] = [LogEvents.StoreUnavailable, LogEvents.Internal, LogEvents.WeChatUnavailable, LogEvents.AppMisconfigured],
        ["LoginsOverQuota"] = [LogEvents.WeChatQuota],
        ["WeChatFailures"] = [LogEvents.WeChatQuota, LogEvents.WeChatUnavailable],
        ["AppsMisconfigured"] = [LogEvents.AppMisconfigured, LogEvents.OperatorNeeded, LogEvents.WeChatErrCodeUnknown],
        ["StoreFailures"] = [LogEvents.StoreUnavailable],
        ["InternalErrors"] = [LogEvents.Internal],
        ["ReleaseSucceeded"] = [LogEvents.LoginSucceeded, LogEvents.LoginRepeated],
        ["ReleaseFailed"] = [LogEvents.StoreUnavailable, LogEvents.Internal, LogEvents.WeChatUnavailable, LogEvents.AppMisconfigured],
    };

    private static readonly string[] NotCounted =
    [
        LogEvents.ProfileRejected, LogEvents.SessionEnded, LogEvents.SessionsEnded, LogEvents.SessionsNotCapped, LogEvents.SessionNotEnded, LogEvents.SessionNotExtended,
        LogEvents.SessionOfUnknownApp, LogEvents.SessionOfDisabledApp,
        LogEvents.SessionNotSuperseded, LogEvents.UserDeleted, LogEvents.TooManyCodes, LogEvents.AppNotRefreshed, LogEvents.PhoneBound, LogEvents.PhoneRejected, LogEvents.PhoneNotBound,
        LogEvents.AccessTokenGiven, LogEvents.AccessTokenRefreshed, LogEvents.ComponentPush, LogEvents.ComponentPushRefused, LogEvents.SessionKeyReset, LogEvents.AvatarNotRemoved, LogEvents.TooManyUploads, LogEvents.NotOffered,
        // It is always followed by app_misconfigured, which is counted.
        LogEvents.IpNotAllowed,
        // The first login fails with the same cause and is counted.
        LogEvents.AppNotPrepared,
        // The outcome of the call is also logged and counted.
        LogEvents.WeChatRefused, LogEvents.WeChatNoAnswer, LogEvents.WeChatUnusable,
        // Lambda counts it as an error of the function.
        LogEvents.StartFailed,
        LogEvents.Other,
    ];

    /// <summary>The key <c>name</c> of the log lines of a login.</summary>
    private static readonly string OfLogins = typeof(LoginService).FullName!;

    private static readonly Deployment Deployed = Deployment.With(("Stage", "prod"));

    public static TheoryData<string> Filters => [.. TemplateFile.Resources("AWS::Logs::MetricFilter")];

    public static TheoryData<string> OfFunctions => [.. TemplateFile.Resources("AWS::Logs::MetricFilter").Where(filter => filter != "LoginsThrottledFilter")];

    [Fact]
    public void A_metric_counts_the_expected_events() =>
        OfFunctions.Select(row => $"{Metric(row.Data)}: {string.Join(", ", Events(row.Data))}").Should().BeEquivalentTo(Counted.Select(each => $"{each.Key}: {string.Join(", ", each.Value)}"));

    [Fact]
    public void Every_event_is_either_counted_or_listed_as_not_counted()
    {
        var events = typeof(LogEvents).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);

        events.Should().BeEquivalentTo(Counted.Values.SelectMany(each => each).Concat(NotCounted).Distinct());
    }

    [Theory]
    [MemberData(nameof(OfFunctions))]
    public void A_filter_matches_the_event_key_of_the_function_log(string filter)
    {
        Deployed.Properties(filter)["LogGroupName"]!.GetValue<string>().Should().Be("${FunctionLogs}");
        foreach (var happened in Events(filter))
        {
            Pattern(filter).Matches($$"""{"function":"Login:2","name":"{{OfLogins}}","event":"{{happened}}"}""").Should().BeTrue();
        }
    }

    [Fact]
    public void Only_the_failures_of_logins_count_among_failures_of_WeChat()
    {
        var failed = Pattern("LoginsFailedFilter");

        failed.Matches($$"""{"name":"MiniLogin.Account.PhoneService","event":"{{LogEvents.AppMisconfigured}}"}""").Should().BeFalse();
        failed.Matches($$"""{"name":"MiniLogin.Account.IdentityConfirmation","event":"{{LogEvents.WeChatUnavailable}}"}""").Should().BeFalse();
        failed.Matches($$"""{"name":"MiniLogin.Functions.Pipeline.RequestPipeline","event":"{{LogEvents.StoreUnavailable}}"}""").Should().BeTrue();
        Pattern("LoginsOverQuotaFilter").Matches($$"""{"name":"MiniLogin.Account.PhoneService","event":"{{LogEvents.WeChatQuota}}"}""").Should().BeFalse();
    }

    [Theory]
    [InlineData("Login:2", true)]
    [InlineData("WaferLogin:2", true)]
    [InlineData("ShowSession:2", true)]
    [InlineData("Login:1", false)]
    [InlineData("ShowUser:2", false)]
    public void Only_the_newest_version_counts_in_a_release(string function, bool counts)
    {
        Pattern("ReleaseFailedFilter").Matches($$"""{"function":"{{function}}","event":"store_unavailable"}""").Should().Be(counts);
        Pattern("ReleaseSucceededFilter").Matches($$"""{"function":"{{function}}","event":"login_succeeded"}""").Should().Be(counts && function != "ShowSession:2");
    }

    [Theory]
    [InlineData("POST /login", "429", "-", true)]
    [InlineData("GET /login", "429", "-", true)]
    // The throttle of the account applies before the route is known.
    [InlineData("-", "429", "-", true)]
    // The function itself answered 429 or 200.
    [InlineData("POST /login", "429", "429", false)]
    [InlineData("POST /login", "429", "200", false)]
    [InlineData("POST /login", "200", "200", false)]
    [InlineData("GET /session", "429", "-", false)]
    public void Refusals_by_throttle_are_counted_from_the_access_log(string route, string status, string functionStatus, bool counts)
    {
        Deployed.Properties("LoginsThrottledFilter")["LogGroupName"]!.GetValue<string>().Should().Be("${AccessLogs}");
        var format = Deployed.Properties("AnnotationsHttpApiApiGatewayDefaultStage")["AccessLogSettings"]!["Format"]!.GetValue<string>();
        var line = format.Replace("$context.routeKey", route, StringComparison.Ordinal)
            .Replace("$context.status", status, StringComparison.Ordinal)
            .Replace("$context.integration.status", functionStatus, StringComparison.Ordinal);

        Pattern("LoginsThrottledFilter").Matches(line).Should().Be(counts);
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public void A_metric_belongs_to_one_stack_and_defaults_to_zero(string filter) =>
        Deployed.Properties(filter)["MetricTransformations"]!.ToJsonString().Should().Be(
            $$"""[{"MetricNamespace":"MiniLogin/minilogin","MetricName":"{{Metric(filter)}}","MetricValue":"1","DefaultValue":0,"Unit":"Count"}]""");

    private static string Metric(string filter) => filter[..^"Filter".Length];

    private static IReadOnlyList<string> Events(string filter) => Pattern(filter).Events;

    private static FilterPattern Pattern(string filter) => new(Deployed.Properties(filter)["FilterPattern"]!.GetValue<string>(), newestVersion: 2);
}
