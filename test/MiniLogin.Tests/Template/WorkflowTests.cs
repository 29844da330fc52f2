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
    public void A_workflow_may_only_read_and_its_jobs_have_the_few_rights_they_need(string file)
    {
        var text = Read(file);
        var workflow = TemplateYaml.Read(text);

        TemplateYaml.Write(workflow.At("permissions")).Should().Be("contents: read\n");
        foreach (var job in workflow.At("jobs").Keys().Where(job => workflow.At("jobs", job).Keys().Contains("permissions")))
        {
            TemplateYaml.Write(workflow.At("jobs", job, "permissions")).Should().Be((file, job) switch
            {
                ("codeql.yml", "analyze") => "contents: read\nsecurity-events: write\n",
                ("release.yml", "publish") => "contents: read\nid-token: write\n",
                ("release.yml", "release") => "contents: write\n",
                _ => "none",
            });
        }

        text.Should().Contain("persist-credentials: false").And.NotContain("secrets.").And.NotContain("pull_request_target");
    }

    [Fact]
    public void A_release_publishes_after_everything_has_been_checked_built_and_tested()
    {
        var release = TemplateYaml.Read(Read("release.yml"));

        release.At("on").Keys().Should().Equal("push");
        release.At("on", "push").Keys().Should().Equal("tags");
        release.At("on", "push", "tags").Items().Select(YamlNodeExtensions.Text).Should().Equal("v*");
        release.At("jobs", "publish", "needs").Items().Select(YamlNodeExtensions.Text).Should().Equal("check", "packages", "functions");
        release.At("jobs", "release", "needs").Items().Select(YamlNodeExtensions.Text).Should().Equal("check", "publish");
        Commands("check").Should().Contain("eng/release-check.sh");
        Commands("packages").Should().Contain(".ci/run").And.Contain("eng/pack.proj").And.Contain("inspect.cs");
        Commands("functions").Should().Contain("public.ecr.aws/sam/build-dotnet10").And.Contain("eng/release-archive.sh");
        Commands("publish").Should().Contain("dotnet nuget push").And.Contain("npm publish").And.Contain("--provenance");

        string Commands(string job) => string.Join('\n', release.At("jobs", job, "steps").Items().Select(step => step.Find("run")?.Text()));
    }

    [Theory, MemberData(nameof(Files))]
    public void A_workflow_runs_only_scripts_that_exist(string file) =>
        Script().Matches(Read(file)).Select(match => match.Value).Where(path => !Path.Exists(Path.Combine(Repository.Root, path))).Should().BeEmpty();

    private static string Read(string file) => File.ReadAllText(Path.Combine(Repository.Root, ".github", "workflows", file));

    [GeneratedRegex(@"(?<= )(?:\.ci|eng|test|src)/[A-Za-z0-9./_-]+", RegexOptions.CultureInvariant)]
    private static partial Regex Script();

    [GeneratedRegex("^ +- uses: [A-Za-z-]+/[a-z/-]+@[0-9a-f]{40} # v[0-9]+[.][0-9]+[.][0-9]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Pinned();
}
