using System.Text.RegularExpressions;

namespace MiniLogin.Tests.Commands;

/// <summary>Follows docs/migrate-from-wafer.md.</summary>
public sealed partial class MigrationGuideTests
{
    private static readonly string Guide = File.ReadAllText(Path.Combine(Repository.Root, "docs", "migrate-from-wafer.md"));
    private static readonly string Exports = Path.Combine(Repository.Root, "test", "MiniLogin.Tests", "Commands", "WaferExports");

    [Fact]
    public void The_export_in_the_guide_has_the_columns_of_both_Wafer_tables()
    {
        var columns = Select().Match(Guide).Groups["columns"].Value.Split(", ");

        File.ReadLines(Path.Combine(Exports, "wafer2-batch.tsv")).First().Split('\t').Should().Equal(columns);
        foreach (var table in new[] { "wafer.sql", "wafer2.sql" })
        {
            var sql = File.ReadAllText(Path.Combine(Exports, table));
            columns.Should().OnlyContain(column => sql.Contains($"`{column}` ", StringComparison.Ordinal), table);
        }
    }

    [Fact]
    public async Task The_commands_in_the_guide_give_the_described_results()
    {
        var (world, op) = await Operator.StartAsync();
        await using var _ = world;
        using var __ = op;
        var ends = new List<string>();

        foreach (var command in Commands().Matches(Guide).Select(m => m.Groups["arguments"].Value))
        {
            var arguments = Arguments().Matches(command).Select(m => m.Value.Trim('"')).Select(a => a == "users.tsv" ? Path.Combine(Exports, "wafer2-batch.tsv") : a);
            var ran = await op.RunAsync([.. arguments], World.AppSecret);
            ends.Add($"{Words().Match(command)}: {ran.ExitCode} {(command.StartsWith("users", StringComparison.Ordinal) ? ran.Output : "")}".Trim());
        }

        // The test export contains lines that are refused.
        ends.Should().Equal(
            "apps add: 0",
            "doctor: 0",
            "users import: 1 Nothing was written. Users to import: 6, refused: 2.",
            "users import: 1 6 imported, 0 already existing, 2 refused.");
    }

    [GeneratedRegex(@"""SELECT (?<columns>[a-z_, ]+) FROM cSessionInfo")]
    private static partial Regex Select();

    [GeneratedRegex("^    minilogin (?<arguments>.*)$", RegexOptions.Multiline)]
    private static partial Regex Commands();

    [GeneratedRegex("^[a-z]+( [a-z]+)?")]
    private static partial Regex Words();

    [GeneratedRegex("\"[^\"]*\"|[^ ]+")]
    private static partial Regex Arguments();
}
