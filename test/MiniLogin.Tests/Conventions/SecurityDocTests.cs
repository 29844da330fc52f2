using System.Text.RegularExpressions;

namespace MiniLogin.Tests.Conventions;

/// <summary>docs/security.md names existing tests and lists all packages.</summary>
public sealed partial class SecurityDocTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "security.md"));

    [Fact]
    public void Every_test_named_in_the_document_exists()
    {
        var tests = typeof(SecurityDocTests).Assembly.GetTypes().SelectMany(t => t.GetMethods().Select(m => m.Name).Append(t.Name)).ToHashSet(StringComparer.Ordinal);

        var named = TestName().Matches(Text).Select(m => m.Groups["name"].Value).ToList();

        named.Should().HaveCountGreaterThan(40).And.OnlyContain(name => tests.Contains(name));
    }

    [Fact]
    public void The_licence_of_every_package_is_listed()
    {
        var packages = PackageName().Matches(File.ReadAllText(Path.Combine(Repository.Root, "Directory.Packages.props"))).Select(m => m.Groups["name"].Value).ToList();
        var licences = Text[Text.IndexOf("| | licence |", StringComparison.Ordinal)..].Replace("\\*", "", StringComparison.Ordinal);

        // Packages of Microsoft are part of the SDK or only used for builds and tests.
        packages.Where(name => !name.StartsWith("Microsoft.", StringComparison.Ordinal) && name != "xunit.runner.visualstudio")
            .Should().NotBeEmpty().And.OnlyContain(name => licences.Contains(name, StringComparison.Ordinal) || Families.Any(f => name.StartsWith(f, StringComparison.Ordinal) && licences.Contains(f, StringComparison.Ordinal)));
    }

    private static readonly string[] Families = ["AWSSDK.", "Amazon.Lambda."];

    [GeneratedRegex("`(?<name>[A-Z][A-Za-z0-9]*(_[A-Za-z0-9]+)+|[A-Z][A-Za-z]+Tests)`")]
    private static partial Regex TestName();

    [GeneratedRegex("PackageVersion Include=\"(?<name>[^\"]+)\"")]
    private static partial Regex PackageName();
}
