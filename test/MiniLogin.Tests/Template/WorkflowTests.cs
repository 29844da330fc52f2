using System.Text.RegularExpressions;

namespace MiniLogin.Tests.Template;

/// <summary>The workflows of the repository.</summary>
public sealed partial class WorkflowTests
{
    public static TheoryData<string> Files => [.. Directory.GetFiles(Path.Combine(Repository.Root, ".github", "workflows")).Select(path => Path.GetFileName(path))];

    [Theory, MemberData(nameof(Files))]
    public void Actions_are_pinned_to_a_commit_with_a_version_comment(string file) =>
        Read(file).Split('\n').Where(line => line.Contains("uses:", StringComparison.Ordinal)).Should().NotBeEmpty().And.OnlyContain(line => Pinned().IsMatch(line));

    [Theory, MemberData(nameof(Files))]
    public void A_workflow_may_only_read_the_repository_and_write_findings(string file)
    {
        var text = Read(file);
        var workflow = TemplateYaml.Read(text);

        TemplateYaml.Write(workflow.At("permissions")).Should().Be("contents: read\n");
        foreach (var job in workflow.At("jobs").Keys().Where(job => workflow.At("jobs", job).Keys().Contains("permissions")))
        {
            TemplateYaml.Write(workflow.At("jobs", job, "permissions")).Should().Be("contents: read\nsecurity-events: write\n");
        }

        text.Should().Contain("persist-credentials: false").And.NotContain("secrets.").And.NotContain("pull_request_target");
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(Repository.Root, ".github", "workflows", file));

    [GeneratedRegex("^ +- uses: [a-z-]+/[a-z/-]+@[0-9a-f]{40} # v[0-9]+[.][0-9]+[.][0-9]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Pinned();
}
