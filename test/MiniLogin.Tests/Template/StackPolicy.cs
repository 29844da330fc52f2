using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace MiniLogin.Tests.Template;

/// <summary>
/// The permissions of a function: the statements of its managed policies in the stack and of its inline policies. And those of operators.
/// </summary>
internal static class StackPolicy
{
    /// <summary>The managed policy for operators, which no function has.</summary>
    public const string OfOperators = "OperatorPolicy";

    /// <summary>The managed policy for the developer's other servers, which no function has.</summary>
    public const string OfServers = "InvokeAccessTokenPolicy";

    private const string Managed = "AWS::IAM::ManagedPolicy";

    public static IEnumerable<string> Names => TemplateFile.Resources(Managed);

    /// <param name="holder">A function, <see cref="OfOperators"/> or <see cref="OfServers"/>.</param>
    public static IEnumerable<YamlNode> StatementsOf(string holder) => holder is OfOperators or OfServers
        ? TemplateFile.Properties(holder).At("PolicyDocument", "Statement").Items()
        : TemplateFile.Properties(holder).At("Policies").Items().SelectMany(policy => Document(policy).At("Statement").Items());

    public static IEnumerable<string> NamedBy(string function) =>
        TemplateFile.Properties(function).At("Policies").Items().Select(policy => policy.Find("Ref")?.Text()).OfType<string>();

    /// <summary>
    /// Whether a statement of a deployed policy allows a call, as IAM evaluates it. Of the conditions, only those on dynamodb:Attributes and
    /// dynamodb:LeadingKeys are evaluated.
    /// </summary>
    public static bool Allows(JsonNode statement, RecordedCall call)
    {
        if (statement["Action"]!.AsArray().All(action => action!.GetValue<string>() != call.Action) || statement["Resource"]!.GetValue<string>() != call.Resource)
        {
            return false;
        }

        if (statement["Condition"]?["ForAllValues:StringEquals"]?["dynamodb:LeadingKeys"] is { } keys && keys.AsArray().All(each => each!.GetValue<string>() != call.LeadingKey))
        {
            return false;
        }

        const string Attributes = "dynamodb:Attributes";
        return statement["Condition"]?["ForAllValues:StringEquals"]?[Attributes] is not { } allowed
            || (call.Attributes.All(name => allowed.AsArray().Any(each => each!.GetValue<string>() == name))
                && (call.Attributes.Count > 0 || statement["Condition"]!["Null"]?[Attributes]?.GetValue<bool>() != false));
    }

    /// <summary>An AWS managed policy is a plain name instead of a mapping. It would allow more than is needed.</summary>
    private static YamlNode Document(YamlNode policy)
    {
        policy.Should().BeOfType<YamlMappingNode>("an AWS managed policy allows more than is needed");
        return policy.Find("Ref") is { } name ? TemplateFile.Properties(name.Text()).At("PolicyDocument") : policy;
    }
}
