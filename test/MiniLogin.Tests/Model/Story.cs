namespace MiniLogin.Tests.Model;

/// <summary>A sequence of operations, and a record of its run.</summary>
internal sealed class Story(IReadOnlyList<Operation> operations)
{
    public IReadOnlyList<Operation> Operations => operations;

    /// <summary>The operations and answers until the first failure.</summary>
    public List<string> Lines { get; } = [];

    /// <summary>Shorter stories first, then stories with a simpler step.</summary>
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
