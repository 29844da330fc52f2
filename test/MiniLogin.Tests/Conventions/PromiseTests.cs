using System.Text.RegularExpressions;

namespace MiniLogin.Tests.Conventions;

/// <summary>The tests named in docs/operations.md exist.</summary>
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

    [GeneratedRegex("`(?<name>[^`]+)`")]
    private static partial Regex Code();
}
