using System.Text.Json.Nodes;

namespace MiniLogin.Tests.Template;

/// <summary>A metric that an alarm or a widget uses.</summary>
internal sealed record Metric(string Namespace, string Name, IReadOnlyDictionary<string, string> Dimensions)
{
    /// <summary>The metrics of an alarm: its own, or those of its expression.</summary>
    public static IReadOnlyList<Metric> OfAlarm(JsonObject alarm) => alarm["Metrics"] is { } metrics
        ? [.. metrics.AsArray().Select(m => m!["MetricStat"]?["Metric"]?.AsObject()).OfType<JsonObject>().Select(From)]
        : [From(alarm)];

    /// <summary>The metrics of a widget: arrays of namespace, name, dimensions and optional drawing options.</summary>
    public static IEnumerable<Metric> OfWidget(JsonNode widget) =>
        from metric in widget["properties"]!["metrics"]?.AsArray() ?? []
        let texts = metric!.AsArray().OfType<JsonValue>().Select(text => text.GetValue<string>()).ToArray()
        where texts.Length > 0
        select new Metric(texts[0], texts[1], texts[2..].Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]));

    private static Metric From(JsonObject metric) => new(
        metric[nameof(Namespace)]!.GetValue<string>(),
        metric["MetricName"]!.GetValue<string>(),
        (metric[nameof(Dimensions)]?.AsArray() ?? []).ToDictionary(d => d![nameof(Name)]!.GetValue<string>(), d => d!["Value"]!.GetValue<string>()));
}
