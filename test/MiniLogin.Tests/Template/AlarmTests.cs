using System.Text.RegularExpressions;

namespace MiniLogin.Tests.Template;

/// <summary>The alarms: that they look at what is published, and what they cost.</summary>
public sealed partial class AlarmTests
{
    private const string Alarm = "AWS::CloudWatch::Alarm";

    private static readonly Deployment Dev = Deployment.Of(("Stage", "dev"));
    private static readonly Deployment Prod = Deployment.Of(("Stage", "prod"));

    public static TheoryData<string> Alarms => [.. TemplateFile.Resources(Alarm)];

    [Fact]
    public void There_are_at_most_ten_alarms() => TemplateFile.Resources(Alarm).Should().HaveCountLessThanOrEqualTo(10);

    [Fact]
    public void A_dev_stack_stays_in_the_free_tier_of_ten_alarm_metrics_and_ten_metrics_of_its_own()
    {
        Count(Dev).Should().Be(10);
        Dev.OfType("AWS::Logs::MetricFilter").Should().HaveCountLessThanOrEqualTo(10);
    }

    [Fact]
    public void A_prod_stack_has_the_alarm_metrics_that_its_costs_are_reckoned_with() => Count(Prod).Should().Be(22);

    [Theory]
    [MemberData(nameof(Alarms))]
    public void An_alarm_looks_at_metrics_that_are_published(string name)
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
    public void An_alarm_has_one_value_that_is_reckoned_from_its_own_metrics_and_is_silent_without_data(string name)
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
        metrics.AsArray().Where(m => m!["MetricStat"] is not null).Should().HaveCountLessThanOrEqualTo(10, "an expression of an alarm takes no more");
        if (!expression.Contains("METRICS()", StringComparison.Ordinal))
        {
            Word().Matches(expression).Select(word => word.Value).Distinct().Should().BeEquivalentTo(ids);
        }
    }

    [Theory]
    [InlineData("Login")]
    [InlineData("WaferLogin")]
    [InlineData("ShowSession")]
    public void What_rolls_a_release_back_looks_at_the_alias_that_the_canary_moves(string function) =>
        Metric.OfAlarm(Prod.Properties("FunctionErrors")).Should().Contain(m => m.Name == "Errors" && m.Dimensions["FunctionName"] == $"${{{function}}}" && m.Dimensions["Resource"] == $"${{{function}}}:live");

    [Fact]
    public void An_answer_of_500_rolls_a_release_back_too() =>
        Metric.OfAlarm(Prod.Properties("FunctionErrors")).Should().Contain(m => m.Name == "InternalErrors", "Lambda counts no error when a function answers");

    [Fact]
    public void The_alarms_of_prod_alone_are_those_that_dev_sees_by_others() =>
        Prod.OfType(Alarm).Except(Dev.OfType(Alarm)).Should().BeEquivalentTo("FunctionErrors", "FunctionThrottles", "TableFailures");

    [Fact]
    public void The_success_rate_is_of_logins_that_end_well_or_by_no_fault_of_the_caller()
    {
        var alarm = Prod.Properties("LoginSuccessRate");

        Metric.OfAlarm(alarm).Select(m => m.Name).Should().Equal("LoginsSucceeded", "LoginsFailed");
        alarm["Metrics"]!.AsArray().Last()!["Expression"]!.GetValue<string>().Should().Be("IF(succeeded + failed >= 10, 100 * succeeded / (succeeded + failed), 100)");
        alarm["ComparisonOperator"]!.GetValue<string>().Should().Be("LessThanThreshold");
        alarm["Threshold"]!.GetValue<int>().Should().Be(90);
    }

    [Theory]
    [MemberData(nameof(Alarms))]
    public void An_alarm_is_mailed_when_it_comes_and_when_it_goes_if_an_address_is_given(string name)
    {
        var mailed = Deployment.Of(("Stage", "prod"), ("AlarmEmail", "ops@example.com"));

        mailed.Properties("AlarmTopic")["Subscription"]!.ToJsonString().Should().Be("""[{"Protocol":"email","Endpoint":"ops@example.com"}]""");
        mailed.Properties(name)["AlarmActions"]!.ToJsonString().Should().Be("""["${AlarmTopic}"]""");
        mailed.Properties(name)["OKActions"]!.ToJsonString().Should().Be("""["${AlarmTopic}"]""");
        Prod.Properties("AlarmTopic").Select(p => p.Key).Should().NotContain("Subscription", "there is nobody to mail to");
    }

    private static int Count(Deployment deployment) => deployment.OfType(Alarm).Sum(name => Metric.OfAlarm(deployment.Properties(name)).Count);

    [GeneratedRegex("^[a-z][A-Za-z0-9_]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Id();

    [GeneratedRegex(@"\b[a-z][A-Za-z0-9_]*\b", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
