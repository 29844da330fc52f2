using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace MiniLogin.Tests.Failures;

/// <summary>
/// The result of each fault, as a table. It is printed, written to artifacts/fault-matrix.md, and compared with the expected
/// table in this folder.
/// </summary>
internal sealed class FaultMatrix(string name, params string[] columns)
{
    private static readonly ConcurrentDictionary<string, string> Tables = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<(int Row, string Group), ConcurrentQueue<string[]>> _cells = new();

    /// <param name="row">The position of the row; rows are added in any order.</param>
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
        await File.WriteAllTextAsync(Path.Combine(artifacts, "fault-matrix.md"), $"# Faults and their results\n\n{all}", TestContext.Current.CancellationToken);

        await GeneratedTable.ShouldBeCurrentAsync($"test/MiniLogin.Tests/Failures/{name}.md", name, table, nameof(FaultMatrix));
    }

    /// <summary>The status, and the code of an error or what became of a login's phone code.</summary>
    public static string Text(Reply reply)
    {
        if ((int)reply.Status == 200 && reply.Body.StartsWith('{') && reply.Json["phone"] is JsonValue phone)
        {
            return $"200, phone {phone}";
        }

        if (reply.Body.Length == 0 || (int)reply.Status < 400)
        {
            return $"{(int)reply.Status}";
        }

        var code = reply.Json["code"] ?? reply.Json["message"];
        return $"{(int)reply.Status} {code}";
    }
}
