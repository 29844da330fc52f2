namespace MiniLogin.Tests.Model;

/// <summary>Counts the outcomes of the stories, so that a test can check that every outcome occurs.</summary>
internal sealed class Tally
{
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public IEnumerable<string> Outcomes => _counts.Keys;

    public void Add(Operation operation, string answer)
    {
        var outcome = $"{operation.GetType().Name}: {(answer.StartsWith("200", StringComparison.Ordinal) ? "200" : answer)}";
        _counts[outcome] = _counts.GetValueOrDefault(outcome) + 1;
    }

    public override string ToString() => string.Join('\n', _counts.Select(c => $"{c.Value,8} {c.Key}"));
}
