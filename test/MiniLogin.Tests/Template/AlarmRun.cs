using System.Text.Json.Nodes;

namespace MiniLogin.Tests.Template;

/// <summary>
/// Evaluates an alarm of the template on counts per minute, as CloudWatch does: at the end of every minute, on a window that slides.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation-window.html
/// </summary>
internal static class AlarmRun
{
    /// <summary>Returns the first minute, of those after <paramref name="from"/>, at whose end the alarm fires, or null.</summary>
    /// <param name="alarm">The properties of the alarm.</param>
    /// <param name="counts">The sum of a metric in the minute that begins with this one, or null if it has no data.</param>
    public static int? FiresAt(JsonObject alarm, Func<Metric, int, double?> counts, int from, int until)
    {
        alarm["TreatMissingData"]!.GetValue<string>().Should().Be("notBreaching");
        for (var end = from + 1; end <= until; end++)
        {
            var breaching = Enumerable.Range(0, alarm["EvaluationPeriods"]!.GetValue<int>()).Count(back => Value(alarm, counts, end, back) is { } value && Breaches(alarm, value));
            if (breaching >= alarm["DatapointsToAlarm"]!.GetValue<int>())
            {
                return end;
            }
        }

        return null;
    }

    private static bool Breaches(JsonObject alarm, double value)
    {
        var threshold = alarm["Threshold"]!.GetValue<double>();
        return alarm["ComparisonOperator"]!.GetValue<string>() switch
        {
            "GreaterThanThreshold" => value > threshold,
            "GreaterThanOrEqualToThreshold" => value >= threshold,
            "LessThanThreshold" => value < threshold,
            var other => throw new NotSupportedException(other),
        };
    }

    /// <summary>The value of the alarm in the period that ends this number of periods before a minute.</summary>
    private static double? Value(JsonObject alarm, Func<Metric, int, double?> counts, int end, int periodsBack)
    {
        if (alarm["Metrics"] is not JsonArray metrics)
        {
            return Total(Metric.OfAlarm(alarm).Single(), alarm["Period"]!, alarm["Statistic"]!);
        }

        var values = metrics.Where(each => each!["MetricStat"] is not null).Zip(Metric.OfAlarm(alarm))
            .ToDictionary(each => each.First!["Id"]!.GetValue<string>(), each => Total(each.Second, each.First!["MetricStat"]!["Period"]!, each.First["MetricStat"]!["Stat"]!));
        return MetricMath.Evaluate(metrics.Single(each => each!["Expression"] is not null)!["Expression"]!.GetValue<string>(), values);

        double? Total(Metric metric, JsonNode period, JsonNode statistic)
        {
            statistic.GetValue<string>().Should().Be("Sum");
            var minutes = period.GetValue<int>() / 60;
            var data = Enumerable.Range(end - ((periodsBack + 1) * minutes), minutes).Select(minute => counts(metric, minute)).Where(count => count is not null).ToList();
            return data.Count > 0 ? data.Sum() : null;
        }
    }
}
