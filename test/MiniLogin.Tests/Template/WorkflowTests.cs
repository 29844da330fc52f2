using System.Text.RegularExpressions;

namespace MiniLogin.Tests.Template;

/// <summary>The workflow that builds with the real packages.</summary>
public sealed partial class WorkflowTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, ".github", "workflows", "ci.yml"));

    [Fact]
    public void Actions_are_pinned_to_a_commit_with_a_version_comment() =>
        Text.Split('\n').Where(line => line.Contains("uses:", StringComparison.Ordinal)).Should().NotBeEmpty().And.OnlyContain(line => Pinned().IsMatch(line));

    [Fact]
    public void The_workflow_may_only_read_the_repository()
    {
        var workflow = TemplateYaml.Read(Text);

        TemplateYaml.Write(workflow.At("permissions")).Should().Be("contents: read\n");
        workflow.At("jobs").Keys().Where(job => workflow.At("jobs", job).Keys().Contains("permissions")).Should().BeEmpty();
        Text.Should().Contain("persist-credentials: false").And.NotContain("secrets.").And.NotContain("pull_request_target");
    }

    [GeneratedRegex("^ +- uses: [a-z-]+/[a-z-]+@[0-9a-f]{40} # v[0-9]+[.][0-9]+[.][0-9]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Pinned();
}
