using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MiniLogin.Tests.Template;

/// <summary>A filter pattern of CloudWatch Logs in the one form that the template uses: the key <c>event</c> is one of some values.</summary>
internal sealed partial class FilterPattern
{
    public FilterPattern(string text)
    {
        var match = Form().Match(text);
        match.Success.Should().BeTrue("the pattern {0} has the form that is understood here", text);
        Events = [.. match.Groups["event"].Captures.Select(capture => capture.Value)];
    }

    public IReadOnlyList<string> Events { get; }

    /// <summary>Whether the line counts: it is a JSON object, and the key at its top has one of the values.</summary>
    public bool Matches(string line) => JsonNode.Parse(line) is JsonObject json && json["event"] is JsonValue value && value.TryGetValue<string>(out var text) && Events.Contains(text);

    [GeneratedRegex("""^\{ (?:\$\.event = "(?<event>[^"]+)"|\(\$\.event = "(?<event>[^"]+)"\)(?: \|\| \(\$\.event = "(?<event>[^"]+)"\))+) \}$""", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
