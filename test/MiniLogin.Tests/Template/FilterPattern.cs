using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MiniLogin.Tests.Template;

/// <summary>
/// A CloudWatch Logs filter pattern in the only form that the template uses: comparisons of a top-level key with a text, joined by
/// <c>&amp;&amp;</c> or <c>||</c>. Parentheses are around every comparison and around every group inside another.
/// </summary>
internal sealed partial class FilterPattern
{
    private readonly string[] _tokens;

    /// <param name="text">The pattern, in which references to the newest version of a function may be unresolved.</param>
    /// <param name="newestVersion">The number of the newest version of every function.</param>
    public FilterPattern(string text, int newestVersion = 1)
    {
        text = NewestVersion().Replace(text, newestVersion.ToString(CultureInfo.InvariantCulture));
        var match = Form().Match(text);
        match.Success.Should().BeTrue("the pattern {0} must have the supported form", text);
        text.Length.Should().BeLessThanOrEqualTo(1024, "CloudWatch Logs allows no longer pattern");
        _tokens = [.. match.Groups["token"].Captures.Select(capture => capture.Value)];
        Events = [.. Comparison().Matches(text).Where(m => m.Groups["key"].Value == "event").Select(m => m.Groups["value"].Value)];
        Matches("{}").Should().BeFalse("the pattern {0} must not match every line", text);
    }

    public IReadOnlyList<string> Events { get; }

    /// <summary>Whether a line matches: it is a JSON object whose keys have these values.</summary>
    public bool Matches(string line)
    {
        var at = 0;
        return JsonNode.Parse(line) is JsonObject json && Group(json, ref at);
    }

    private bool Group(JsonObject line, ref int at)
    {
        var result = Term(line, ref at);
        string? joined = null;
        while (at < _tokens.Length && _tokens[at] != ")")
        {
            var by = _tokens[at++];
            (joined ?? by).Should().Be(by, "without parentheses, the order of && and || is easily misread");
            joined = by;
            var next = Term(line, ref at);
            result = by == "&&" ? result && next : result || next;
        }

        return result;
    }

    private bool Term(JsonObject line, ref int at)
    {
        if (_tokens[at] == "(")
        {
            at++;
            var result = Group(line, ref at);
            _tokens[at++].Should().Be(")");
            return result;
        }

        var comparison = Comparison().Match(_tokens[at++]);
        return line[comparison.Groups["key"].Value] is JsonValue value && value.TryGetValue<string>(out var text) && text == comparison.Groups["value"].Value;
    }

    [GeneratedRegex(@"\$\{[A-Za-z]+\.?Version[0-9a-f]*\.Version\}", RegexOptions.CultureInvariant)]
    private static partial Regex NewestVersion();

    [GeneratedRegex("""^\{(?: ?(?<token>\(|\)|&&|\|\||\$\.[a-zA-Z]+ = "[^"]+"))+ \}$""", RegexOptions.CultureInvariant)]
    private static partial Regex Form();

    [GeneratedRegex("\\$\\.(?<key>[a-zA-Z]+) = \"(?<value>[^\"]+)\"", RegexOptions.CultureInvariant)]
    private static partial Regex Comparison();
}
