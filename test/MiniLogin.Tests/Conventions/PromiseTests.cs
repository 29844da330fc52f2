using System.Reflection;
using System.Text.RegularExpressions;

namespace MiniLogin.Tests.Conventions;

/// <summary>docs/operations.md names existing tests and lists all events.</summary>
public sealed partial class PromiseTests
{
    [Fact]
    public void Every_promise_names_a_test_that_exists()
    {
        var operations = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md"));
        var promises = operations[operations.IndexOf("| promise | resource | test |", StringComparison.Ordinal)..].Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2).ToList();
        var types = typeof(PromiseTests).Assembly.GetTypes().Select(t => t.Name).ToHashSet(StringComparer.Ordinal);

        promises.Should().HaveCountGreaterThan(20);
        foreach (var promise in promises)
        {
            var proofs = Code().Matches(promise.Split('|')[3]).Select(m => m.Groups["name"].Value).ToList();
            proofs.Should().NotBeEmpty(promise);
            proofs.Should().OnlyContain(name => types.Contains(name) || File.Exists(Path.Combine(Repository.Root, name)) || File.Exists(Path.Combine(Repository.Root, ".github", "workflows", name)), promise);
        }
    }

    [Fact]
    public void The_table_of_events_lists_every_event_once()
    {
        var operations = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md"));
        var table = operations[operations.IndexOf("| `event` | level |", StringComparison.Ordinal)..].Split("\n\n")[0];
        var events = typeof(LogEvents).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);

        table.Split('\n').Skip(2).Select(row => Code().Match(row).Groups["name"].Value).Should().BeEquivalentTo(events);
    }

    [GeneratedRegex("`(?<name>[^`]+)`")]
    private static partial Regex Code();
}
