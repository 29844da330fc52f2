using YamlDotNet.RepresentationModel;

namespace MiniLogin.Tests.Template;

/// <summary>What a function may do: the statements of the stack's managed policies that it names, and those of its own.</summary>
internal static class StackPolicy
{
    private const string Managed = "AWS::IAM::ManagedPolicy";

    public static IEnumerable<string> Names => TemplateFile.Resources(Managed);

    public static IEnumerable<YamlNode> StatementsOf(string function) =>
        TemplateFile.Properties(function).At("Policies").Items().SelectMany(policy => Document(policy).At("Statement").Items());

    public static IEnumerable<string> NamedBy(string function) =>
        TemplateFile.Properties(function).At("Policies").Items().Select(policy => policy.Find("Ref")?.Text()).OfType<string>();

    /// <summary>A policy of AWS's own is a bare name, and so no mapping: it would allow more than is needed.</summary>
    private static YamlNode Document(YamlNode policy)
    {
        policy.Should().BeOfType<YamlMappingNode>("a policy of AWS allows more than is needed");
        return policy.Find("Ref") is { } name ? TemplateFile.Properties(name.Text()).At("PolicyDocument") : policy;
    }
}
