using System.Text.RegularExpressions;

namespace MiniLogin.Tests.Template;

/// <summary>samconfig.toml against the template.</summary>
public sealed partial class SamconfigTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "samconfig.toml"));

    public static TheoryData<string> Stages => ["default", "prod"];

    [Fact]
    public void What_it_sets_are_parameters_of_the_template_and_values_they_take()
    {
        var set = Overrides().Matches(Text).SelectMany(overrides => Override().Matches(overrides.Groups["all"].Value)).ToList();
        set.Should().NotBeEmpty();
        foreach (var each in set)
        {
            var parameter = TemplateFile.Root.At("Parameters", each.Groups["name"].Value);
            if (parameter.Find("AllowedPattern") is { } pattern)
            {
                each.Groups["value"].Value.Replace("\\\"", "", StringComparison.Ordinal).Should().MatchRegex(pattern.Text());
            }

            if (parameter.Find("AllowedValues") is { } values)
            {
                values.Items().Select(v => v.Text()).Should().Contain(each.Groups["value"].Value);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public void A_build_is_neither_cached_nor_parallel(string stage) =>
        Section(stage, "build").Should().Contain("cached = false").And.Contain("parallel = false");

    [Theory]
    [MemberData(nameof(Stages))]
    public void A_deployment_asks_before_it_changes_anything_and_makes_no_roles_with_names(string stage) =>
        Section(stage, "deploy").Should().Contain("confirm_changeset = true").And.Contain("capabilities = \"CAPABILITY_IAM\"").And.Contain("resolve_s3 = true");

    [Fact]
    public void The_stages_are_two_stacks_and_share_no_folder()
    {
        foreach (var (stage, name) in new[] { ("default", "minilogin-dev"), ("prod", "minilogin-prod") })
        {
            Section(stage, "global").Should().Contain($"stack_name = \"{name}\"");
            Section(stage, "deploy").Should().Contain($"s3_prefix = \"{name}\"").And.Contain($"\"Stage={name["minilogin-".Length..]} ");
        }
    }

    private static string Section(string stage, string command)
    {
        var start = Text.IndexOf($"[{stage}.{command}.parameters]\n", StringComparison.Ordinal);
        start.Should().BeGreaterThanOrEqualTo(0, "there is a section for it");
        var end = Text.IndexOf("\n[", start, StringComparison.Ordinal);
        return end < 0 ? Text[start..] : Text[start..end];
    }

    [GeneratedRegex(@"^parameter_overrides = ""(?<all>.*)""$", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Overrides();

    [GeneratedRegex("(?<name>[A-Za-z0-9]+)=(?<value>[^ ]*)", RegexOptions.CultureInvariant)]
    private static partial Regex Override();
}
