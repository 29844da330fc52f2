using System.Globalization;
using System.Text.RegularExpressions;
using MiniLogin.Cli.Console;
using MiniLogin.Tests.Commands;
using MiniLogin.Tests.Template;

namespace MiniLogin.Tests.OperatorPage;

/// <summary>Why logins fail, on the page of <c>minilogin console</c>.</summary>
public sealed partial class LoginFailuresTests
{
    private const string Form = "application/x-www-form-urlencoded";

    [Fact]
    public async Task The_chart_has_the_sums_of_the_last_day_by_hour()
    {
        var stack = await StackParameters.DeployAsync(new(), "key");
        var now = TimeProvider.System.GetUtcNow();
        await PutAsync(stack, "LoginsRejected", 2, now);
        await PutAsync(stack, "LoginsRejected", 3, now.AddHours(-2));
        await PutAsync(stack, "LoginsSucceeded", 7, now);
        await PutAsync(stack, "LoginsFailed", 9, now.AddHours(-30));
        await PutAsync("another", "LoginsFailed", 9, now);
        await using var console = await StartAsync(stack, KmsServer.Url);

        var failures = await console.CallAsync("failures");

        var sums = failures["chart"]!["series"]!.AsArray().ToDictionary(each => each!["name"]!.GetValue<string>(), each => each!["values"]!.AsArray().Select(value => value!.GetValue<long>()).ToList());
        sums.Values.Should().OnlyContain(values => values.Count == 24);
        sums["LoginsRejected"].Sum().Should().Be(5);
        sums["LoginsRejected"].Count(value => value > 0).Should().Be(2);
        sums["LoginsSucceeded"].Sum().Should().Be(7);
        sums.Where(each => each.Key is not ("LoginsRejected" or "LoginsSucceeded")).SelectMany(each => each.Value).Should().OnlyContain(value => value == 0);
        failures["chart"]!["hours"]!.AsArray().Should().HaveCount(24);
        failures["problem"].Should().BeNull();
    }

    [Theory]
    [InlineData(403, "<ErrorResponse><Error><Code>AccessDenied</Code><Message>not authorized to perform: cloudwatch:GetMetricData</Message></Error></ErrorResponse>", "AccessDenied: not authorized to perform: cloudwatch:GetMetricData Check --stack, --profile and --region.")]
    [InlineData(403, "<ErrorResponse><Error><Code>ExpiredToken</Code><Message>expired</Message></Error></ErrorResponse>", "run: aws sso login")]
    [InlineData(200, "<html>", "something that is no result")]
    [InlineData(200, "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "something that is no result")]
    [InlineData(500, "", "CloudWatch answered 500")]
    public async Task Without_metrics_the_queries_of_minilogin_logs_remain(int status, string answer, string problem)
    {
        await using var aws = new AnsweringHost(answer, status);
        var stack = await StackParameters.DeployAsync(new(), "key");
        await using var console = await StartAsync(stack, aws.Url);

        var failures = await console.CallAsync("failures");

        failures["chart"].Should().BeNull();
        failures["problem"]!.GetValue<string>().Should().Contain(problem).And.NotContain("\n");
        var logs = (await Operator.RunAnywhereAsync(["logs", "--minutes", "1440", "--stack", stack, "--ssm-endpoint-url", KmsServer.Url, "--endpoint-url", "http://127.0.0.1:1", "--json"])).Should(0).Json;
        failures["commands"]!.ToJsonString().Should().Be(logs["commands"]!.ToJsonString());
    }

    [Fact]
    public async Task Without_a_stack_the_queries_name_none()
    {
        await using var console = await (await RunningConsole.StartAsync(["--endpoint-url", "http://127.0.0.1:1"])).OpenAsync();

        var failures = await console.CallAsync("failures");

        (failures["chart"], failures["problem"]).Should().Be((null, null));
        failures["commands"]!.AsArray().Select(command => command!.GetValue<string>()).Should().HaveCount(2).And.OnlyContain(command => command.Contains("/NAME/"));
    }

    [Fact]
    public void The_chart_names_the_events_that_the_metric_filters_count()
    {
        // Those of a release compare versions.
        var filters = TemplateFile.Resources("AWS::Logs::MetricFilter").Where(name => !name.StartsWith("Release", StringComparison.Ordinal)).Select(TemplateFile.Properties)
            .ToDictionary(filter => filter.At("MetricTransformations").Items().Single().At("MetricName").Text(), filter => Event().Matches(filter.At("FilterPattern").Text()).Select(match => match.Groups["event"].Value).ToArray());

        LoginChart.Metrics.Select(metric => metric.Name).Should().BeEquivalentTo(filters.Keys);
        foreach (var (name, events) in LoginChart.Metrics)
        {
            events.Should().BeEquivalentTo(filters[name], name);
        }
    }

    /// <summary>The vector post-x-www-form-urlencoded of AWS's test suite for Signature Version 4.</summary>
    [Fact]
    public void A_call_is_signed_with_Signature_Version_4()
    {
        using var request = AwsSignature.Sign(
            new("https://example.amazonaws.com"), "Param1=value1", Form, "us-east-1", "service", new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", null), DateTimeOffset.Parse("2015-08-30T12:36:00Z", CultureInfo.InvariantCulture));

        request.Headers.GetValues("Authorization").Single().Should().Be(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a");
    }

    private static async Task<RunningConsole> StartAsync(string stack, string cloudWatch) => await (await RunningConsole.StartAsync(
        ["--stack", stack, "--ssm-endpoint-url", KmsServer.Url, "--endpoint-url", "http://127.0.0.1:1", "--s3-endpoint-url", KmsServer.Url, "--cloudwatch-endpoint-url", cloudWatch])).OpenAsync();

    private static async Task PutAsync(string stack, string metric, int value, DateTimeOffset time)
    {
        var form = $"Action=PutMetricData&Version=2010-08-01&Namespace={Uri.EscapeDataString($"MiniLogin/{stack}")}&MetricData.member.1.MetricName={metric}&MetricData.member.1.Value={value}"
            + $"&MetricData.member.1.Timestamp={Uri.EscapeDataString(time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))}";
        using var request = AwsSignature.Sign(new(KmsServer.Url), form, Form, "us-east-1", "monitoring", new("local", "local", null), time);
        using var http = new HttpClient();
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    [GeneratedRegex(@"\$\.event = ""(?<event>\w+)""")]
    private static partial Regex Event();
}
