using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MiniLogin.Tests.Template;

/// <summary>A CloudWatch Logs filter pattern in the only form that the template uses: the key <c>event</c> has one of several values.</summary>
internal sealed partial class FilterPattern
{
    public FilterPattern(string text)
    {
        var match = Form().Match(text);
        match.Success.Should().BeTrue("the pattern {0} must have the supported form", text);
        Events = [.. match.Groups["event"].Captures.Select(capture => capture.Value)];
    }

    public IReadOnlyList<string> Events { get; }

    /// <summary>Whether a line matches: it is a JSON object whose top-level <c>event</c> has one of the values.</summary>
    public bool Matches(string line) => JsonNode.Parse(line) is JsonObject json && json["event"] is JsonValue value && value.TryGetValue<string>(out var text) && Events.Contains(text);

    [GeneratedRegex("""^\{ (?:\$\.event = "(?<event>[^"]+)"|\(\$\.event = "(?<event>[^"]+)"\)(?: \|\| \(\$\.event = "(?<event>[^"]+)"\))+) \}$""", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
