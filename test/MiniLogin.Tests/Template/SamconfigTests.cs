using System.Text.RegularExpressions;

namespace MiniLogin.Tests.Template;

/// <summary>Checks samconfig.toml against the template and the behaviour of SAM CLI 1.164.</summary>
public sealed partial class SamconfigTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "samconfig.toml"));

    public static TheoryData<string> Stages => ["default", "prod"];

    public static TheoryData<string> LocalCommands => ["local_start_api", "local_start_lambda", "local_invoke"];

    [Fact]
    public void Samconfig_sets_no_parameter_but_the_stage() =>
        Overrides().Matches(Text).Select(match => match.Groups["all"].Value).Distinct().Should().BeEquivalentTo(
            ["Stage=dev", "Stage=prod", "Stage=local-x86_64"], "a value here would overwrite that of the stack at every deployment");

    [Theory]
    [InlineData("default", "dev")]
    [InlineData("prod", "prod")]
    public void Each_stage_is_its_own_stack_with_its_own_settings(string section, string stage)
    {
        Section(section, "global").Should().Contain($"stack_name = \"minilogin-{stage}\"");
        Section(section, "build").Should().Contain($"parameter_overrides = \"Stage={stage}\"");
        Section(section, "deploy").Should().Contain($"s3_prefix = \"minilogin-{stage}\"").And.Contain($"parameter_overrides = \"Stage={stage}\"");
    }

    [Theory]
    [InlineData("default")]
    [InlineData("prod")]
    [InlineData("local")]
    public void Builds_are_neither_cached_nor_parallel(string stage) =>
        Section(stage, "build").Should().Contain("cached = false").And.Contain("parallel = false");

    [Theory]
    [MemberData(nameof(Stages))]
    public void A_deployment_needs_confirmation_and_creates_no_named_roles(string stage) =>
        Section(stage, "deploy").Should().Contain("confirm_changeset = true").And.Contain("capabilities = \"CAPABILITY_IAM\"").And.Contain("resolve_s3 = true");

    [Fact]
    public void Local_commands_share_variables_host_and_processor()
    {
        Section("local", "global").Should().Contain("env_vars = \"events/env.json\"")
            .And.Contain("add_host = [\"host.docker.internal:host-gateway\"]")
            .And.Contain("parameter_overrides = \"Stage=local-x86_64\"");
        File.Exists(Path.Combine(Repository.Root, "events", "env.json")).Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(LocalCommands))]
    public void Local_commands_use_the_local_build_and_deployments_do_not(string command)
    {
        Section("local", "build").Should().Contain("build_dir = \".aws-sam/local\"");
        Section("local", command).Should().Contain("template_file = \".aws-sam/local/template.yaml\"");
        Text.Should().NotContain("[local.deploy.").And.NotContain(".aws-sam/build");
    }

    [Fact]
    public void Start_api_disables_the_authorizer_because_it_rejects_the_generated_one()
    {
        Section("local", "local_start_api").Should().Contain("disable_authorizer = true");
        TemplateFile.Text.Should().Contain("AuthorizerPayloadFormatVersion: 2.0\n", "SAM CLI needs a string here, but the generator writes a number at every build");
    }

    private static string Section(string stage, string command)
    {
        var start = Text.IndexOf($"[{stage}.{command}.parameters]\n", StringComparison.Ordinal);
        start.Should().BeGreaterThanOrEqualTo(0, "the section must exist");
        var end = Text.IndexOf("\n[", start, StringComparison.Ordinal);
        return end < 0 ? Text[start..] : Text[start..end];
    }

    [GeneratedRegex(@"^parameter_overrides = ""(?<all>.*)""$", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Overrides();
}
