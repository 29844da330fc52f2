namespace MiniLogin.Tests.Model;

/// <summary>Operations, one after another, and what came of them once it has been told.</summary>
internal sealed class Story(IReadOnlyList<Operation> operations)
{
    public IReadOnlyList<Operation> Operations => operations;

    /// <summary>What was done and answered, until it went wrong.</summary>
    public List<string> Lines { get; } = [];

    /// <summary>Shorter ones first, then ones with something simpler in them.</summary>
    public IEnumerable<Story> Simpler()
    {
        for (var length = operations.Count / 2; length > 0; length /= 2)
        {
            for (var at = 0; at < operations.Count; at += length)
            {
                yield return new([.. operations.Take(at), .. operations.Skip(at + length)]);
            }
        }

        for (var at = 0; at < operations.Count; at++)
        {
            foreach (var simpler in operations[at].Simpler())
            {
                yield return new([.. operations.Take(at), simpler, .. operations.Skip(at + 1)]);
            }
        }
    }

    public override string ToString() => $"\n{string.Join('\n', Lines)}\n";
}
