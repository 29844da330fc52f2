using System.Text.RegularExpressions;

namespace MiniLogin.Tests.Template;

/// <summary>The alarms use published metrics, and their number is what the cost estimate says.</summary>
public sealed partial class AlarmTests
{
    private const string Alarm = "AWS::CloudWatch::Alarm";

    private static readonly Deployment Dev = Deployment.With(("Stage", "dev"));
    private static readonly Deployment Prod = Deployment.With(("Stage", "prod"));

    public static TheoryData<string> Alarms => [.. TemplateFile.Resources(Alarm)];

    [Fact]
    public void A_dev_stack_has_seven_alarms_and_a_prod_stack_twelve()
    {
        Dev.OfType(Alarm).Should().HaveCount(7);
        Prod.OfType(Alarm).Should().HaveCount(12);
    }

    [Fact]
    public void A_dev_stack_stays_within_ten_alarm_metrics_and_ten_custom_metrics()
    {
        Count(Dev).Should().Be(10);
        Dev.OfType("AWS::Logs::MetricFilter").Should().HaveCountLessThanOrEqualTo(10);
    }

    [Fact]
    public void A_prod_stack_has_as_many_metrics_as_the_cost_estimate_says()
    {
        Count(Prod).Should().Be(26);
        Prod.OfType("AWS::Logs::MetricFilter").Should().HaveCount(11);
        Dev.OfType("AWS::Logs::MetricFilter").Should().HaveCount(9);
    }

    [Theory]
    [MemberData(nameof(Alarms))]
    public void An_alarm_uses_only_published_metrics(string name)
    {
        var metrics = Metric.OfAlarm(Prod.Properties(name));

        metrics.Should().NotBeEmpty();
        foreach (var metric in metrics)
        {
            PublishedMetrics.ShouldHave(metric, Prod);
        }
    }

    [Theory]
    [MemberData(nameof(Alarms))]
    public void An_alarm_uses_only_its_own_metrics_and_is_silent_without_data(string name)
    {
        var alarm = Prod.Properties(name);

        alarm["TreatMissingData"]!.GetValue<string>().Should().Be("notBreaching");
        alarm["AlarmDescription"]!.GetValue<string>().Should().NotBeEmpty();
        alarm["DatapointsToAlarm"]!.GetValue<int>().Should().BeLessThanOrEqualTo(alarm["EvaluationPeriods"]!.GetValue<int>());
        if (alarm["Metrics"] is not { } metrics)
        {
            return;
        }

        var expression = metrics.AsArray().Where(m => m!["ReturnData"]?.GetValue<bool>() != false).Should().ContainSingle().Subject!["Expression"]!.GetValue<string>();
        var ids = metrics.AsArray().Where(m => m!["MetricStat"] is not null).Select(m => m!["Id"]!.GetValue<string>()).ToList();
        ids.Should().OnlyHaveUniqueItems().And.OnlyContain(id => Id().IsMatch(id));
        metrics.AsArray().Where(m => m!["MetricStat"] is not null).Should().HaveCountLessThanOrEqualTo(10, "an alarm expression allows no more");
        if (!expression.Contains("METRICS()", StringComparison.Ordinal))
        {
            Word().Matches(expression).Select(word => word.Value).Distinct().Should().BeEquivalentTo(ids);
        }
    }

    [Theory]
    [InlineData("Login")]
    [InlineData("WaferLogin")]
    [InlineData("ShowSession")]
    [InlineData("Authorize")]
    public void The_rollback_alarm_watches_the_alias_that_the_canary_moves(string function) =>
        Metric.OfAlarm(Prod.Properties("FunctionErrors")).Should().Contain(m => m.Name == "Errors" && m.Dimensions["FunctionName"] == $"${{{function}}}" && m.Dimensions["Resource"] == $"${{{function}}}:live");

    [Fact]
    public void A_500_answer_also_rolls_back_a_release() =>
        Metric.OfAlarm(Prod.Properties("FunctionErrors")).Should().Contain(m => m.Name == "InternalErrors", "Lambda does not count an answer as an error");

    [Fact]
    public void Five_alarms_exist_only_in_prod() =>
        Prod.OfType(Alarm).Except(Dev.OfType(Alarm)).Should().BeEquivalentTo("FunctionErrors", "ReleaseFailures", "FunctionThrottles", "LoginThrottles", "TableFailures");

    [Fact]
    public void The_success_rate_ignores_logins_that_fail_because_of_the_caller()
    {
        var alarm = Prod.Properties("LoginSuccessRate");

        Metric.OfAlarm(alarm).Select(m => m.Name).Should().Equal("LoginsSucceeded", "LoginsFailed");
        alarm["Metrics"]!.AsArray().Last()!["Expression"]!.GetValue<string>().Should().Be("IF(succeeded + failed >= 10, 100 * succeeded / (succeeded + failed), 100)");
        alarm["ComparisonOperator"]!.GetValue<string>().Should().Be("LessThanThreshold");
        alarm["Threshold"]!.GetValue<int>().Should().Be(90);
    }

    [Theory]
    [MemberData(nameof(Alarms))]
    public void An_alarm_and_its_recovery_are_emailed_if_an_address_is_set(string name)
    {
        var mailed = Deployment.With(("Stage", "prod"), ("AlarmEmail", "ops@example.com"));

        mailed.Properties("AlarmTopic")["Subscription"]!.ToJsonString().Should().Be("""[{"Protocol":"email","Endpoint":"ops@example.com"}]""");
        mailed.Properties(name)["AlarmActions"]!.ToJsonString().Should().Be("""["${AlarmTopic}"]""");
        mailed.Properties(name)["OKActions"]!.ToJsonString().Should().Be("""["${AlarmTopic}"]""");
        Prod.Properties("AlarmTopic").Select(p => p.Key).Should().NotContain("Subscription", "no address is set");
    }

    private static int Count(Deployment deployment) => deployment.OfType(Alarm).Sum(name => Metric.OfAlarm(deployment.Properties(name)).Count);

    [GeneratedRegex("^[a-z][A-Za-z0-9_]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Id();

    [GeneratedRegex(@"\b[a-z][A-Za-z0-9_]*\b", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
