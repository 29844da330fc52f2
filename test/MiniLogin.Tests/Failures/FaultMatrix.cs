using System.Collections.Concurrent;

namespace MiniLogin.Tests.Failures;

/// <summary>
/// What came of each fault, as a table: printed, written to artifacts/fault-matrix.md, and compared with the file beside this
/// one, which says what is right.
/// </summary>
internal sealed class FaultMatrix(string name, params string[] columns)
{
    private static readonly ConcurrentDictionary<string, string> Tables = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<(int Row, string Group), ConcurrentQueue<string[]>> _cells = new();

    /// <param name="row">Where the row stands in the table, which is filled in no order.</param>
    public void Add(int row, string group, params string[] cells) => _cells.GetOrAdd((row, group), _ => new()).Enqueue(cells);

    public async Task ShouldBeAsExpectedAsync(ITestOutputHelper output)
    {
        var rows = _cells.OrderBy(c => c.Key.Row).SelectMany(c => c.Value.Select(cells => $"| {c.Key.Group} | {string.Join(" | ", cells)} |"));
        var table = $"""
            | {string.Join(" | ", columns)} |
            |{string.Concat(columns.Select(_ => "---|"))}
            {string.Join('\n', rows)}

            """;
        output.WriteLine(table);
        Tables[name] = table;
        var artifacts = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts")).FullName;
        var all = string.Join('\n', Tables.OrderByDescending(t => t.Key).Select(t => $"## {t.Key}\n\n{t.Value}"));
        await File.WriteAllTextAsync(Path.Combine(artifacts, "fault-matrix.md"), $"# What comes of which fault\n\n{all}", TestContext.Current.CancellationToken);

        var expected = await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "test", "MiniLogin.Tests", "Failures", $"{name}.md"), TestContext.Current.CancellationToken);
        var lines = table.TrimEnd().Split('\n');
        lines.Except(expected).Should().BeEmpty("{0}.md says otherwise", name);
        lines.Should().Equal(expected);
    }

    /// <summary>Status and code, as the error table has them.</summary>
    public static string Text(Reply reply)
    {
        if (reply.Body.Length == 0 || (int)reply.Status < 400)
        {
            return $"{(int)reply.Status}";
        }

        var told = reply.Json["code"] ?? reply.Json["message"];
        return $"{(int)reply.Status} {told}";
    }
}
