namespace MiniLogin.Tests.Support;

/// <summary>A table in a document that a test generates. It stands between two comments with its name.</summary>
internal static class GeneratedTable
{
    private const string Variable = "MINILOGIN_WRITE_TABLES";

    /// <summary>Fails if the document has another table, with the command that writes this one into it.</summary>
    /// <param name="document">Relative to the root of the repository.</param>
    /// <param name="test">The test that generates the table.</param>
    public static async Task ShouldBeCurrentAsync(string document, string name, string table, string test)
    {
        var path = Path.Combine(Repository.Root, document);
        var (begin, end) = ($"<!-- {name}: generated -->\n\n", $"\n<!-- end of {name} -->");
        var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var from = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        var to = text.IndexOf(end, StringComparison.Ordinal);
        (from >= begin.Length && to >= from).Should().BeTrue($"{document} has the two comments around the table {name}");
        if (Environment.GetEnvironmentVariable(Variable) == "1")
        {
            await File.WriteAllTextAsync(path, text[..from] + table + text[to..], TestContext.Current.CancellationToken);
            return;
        }

        (text[from..to] == table).Should().BeTrue($"{document} is out of date. Run: {Variable}=1 dotnet test --filter {test}");
    }
}
