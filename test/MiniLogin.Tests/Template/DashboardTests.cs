using System.Text.Json.Nodes;

namespace MiniLogin.Tests.Template;

/// <summary>The dashboard.</summary>
public sealed class DashboardTests
{
    private static readonly Deployment Dev = Deployment.With();

    private static readonly JsonArray Widgets = JsonNode.Parse(Dev.Properties("Dashboard")["DashboardBody"]!.GetValue<string>())!["widgets"]!.AsArray();

    [Fact]
    public void The_dashboard_begins_with_the_success_rate_and_the_alarms()
    {
        Widgets[0]!["properties"]!["title"]!.GetValue<string>().Should().Be("Can people log in?");
        Widgets[0]!["properties"]!["metrics"]![0]![0]!["expression"]!.GetValue<string>().Should().Be("100 * succeeded / (succeeded + failed + limited)");
        Widgets[1]!["type"]!.GetValue<string>().Should().Be("alarm");
    }

    [Fact]
    public void The_dashboard_shows_every_alarm_that_both_stages_have() =>
        Widgets[1]!["properties"]!["alarms"]!.AsArray().Select(arn => arn!.GetValue<string>()).Should()
            .BeEquivalentTo(Dev.OfType("AWS::CloudWatch::Alarm").Select(name => $"${{{name}.Arn}}"));

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

    private static int Number(JsonNode widget, string name) => widget[name]!.GetValue<int>();
}
