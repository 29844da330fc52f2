using System.Text.Json.Nodes;

namespace MiniLogin.Tests.Template;

/// <summary>The dashboard.</summary>
public sealed class DashboardTests
{
    private static readonly Deployment Dev = Deployment.With();

    private static readonly JsonArray Widgets = WidgetsOf(Dev);

    [Fact]
    public void The_dashboard_begins_with_the_success_rate_and_the_alarms()
    {
        Widgets[0]!["properties"]!["title"]!.GetValue<string>().Should().Be("Can people log in?");
        Widgets[1]!["type"]!.GetValue<string>().Should().Be("alarm");
    }

    [Theory]
    [InlineData("dev")]
    [InlineData("prod")]
    public void The_dashboard_shows_every_alarm_of_its_stage(string stage)
    {
        var deployment = Deployment.With(("Stage", stage));

        WidgetsOf(deployment)[1]!["properties"]!["alarms"]!.AsArray().Select(arn => arn!.GetValue<string>()).Should()
            .BeEquivalentTo(deployment.OfType("AWS::CloudWatch::Alarm").Select(name => $"${{{name}.Arn}}"));
    }

    [Theory]
    [InlineData(100, "succeeded", 100)]
    [InlineData(50, "succeeded", 100, "refused", 100)]
    [InlineData(50, "succeeded", 100, "throttled", 100)]
    [InlineData(50, "succeeded", 100, "waferThrottled", 100)]
    [InlineData(50, "succeeded", 100, "failed", 60, "limited", 40)]
    [InlineData(0, "throttled", 100)]
    // Nobody tries to log in.
    [InlineData(null)]
    public void People_turned_away_count_as_unable_to_log_in(int? percent, params object[] counts)
    {
        var metrics = Widgets[0]!["properties"]!["metrics"]!.AsArray();
        var values = metrics.Skip(1).Select(metric => metric!.AsArray().Last()!["id"]!.GetValue<string>()).ToDictionary(id => id, _ => (double?)null);
        foreach (var pair in counts.Chunk(2))
        {
            values.Should().ContainKey((string)pair[0]);
            values[(string)pair[0]] = (int)pair[1];
        }

        MetricMath.Evaluate(metrics[0]![0]!["expression"]!.GetValue<string>(), values).Should().Be(percent);
    }

    [Fact]
    public void All_requests_are_shown_beside_the_logins_turned_away()
    {
        var widget = Widgets.Single(each => each!["properties"]!["title"]!.GetValue<string>() == "Logins turned away")!;

        Metric.OfWidget(widget).Select(metric => metric.Name).Should().Equal("LoginsThrottled", "Throttles", "Throttles", "Count");
    }

    [Fact]
    public void The_dashboard_uses_published_metrics_within_the_free_tier()
    {
        var metrics = Widgets.SelectMany(widget => Metric.OfWidget(widget!)).ToList();

        metrics.Should().HaveCountLessThanOrEqualTo(50).And.NotBeEmpty();
        foreach (var metric in metrics)
        {
            PublishedMetrics.ShouldHave(metric, Dev);
        }
    }

    [Fact]
    public void Widgets_do_not_overlap()
    {
        var cells = Widgets.SelectMany(w =>
            from x in Enumerable.Range(Number(w!, "x"), Number(w!, "width"))
            from y in Enumerable.Range(Number(w!, "y"), Number(w!, "height"))
            select (x, y)).ToList();

        cells.Should().OnlyHaveUniqueItems().And.OnlyContain(cell => cell.x < 24);
    }

    private static JsonArray WidgetsOf(Deployment deployment) => JsonNode.Parse(deployment.Properties("Dashboard")["DashboardBody"]!.GetValue<string>())!["widgets"]!.AsArray();

    private static int Number(JsonNode widget, string name) => widget[name]!.GetValue<int>();
}
