using YamlDotNet.RepresentationModel;

namespace MiniLogin.Tests.Template;

/// <summary>template.yaml, as a tree.</summary>
internal static class TemplateFile
{
    public const string Function = "AWS::Serverless::Function";
    public const string Table = "AWS::DynamoDB::Table";

    public static string Text { get; } = File.ReadAllText(Path.Combine(Repository.Root, "template.yaml"));

    public static YamlMappingNode Root { get; } = TemplateYaml.Read(Text);

    /// <summary>MiniLogin's own functions. A user may have added others, in C# or another language.</summary>
    public static IReadOnlyList<string> Functions { get; } = [.. Resources(Function).Where(name => AnnotatedFunction.Own.Any(f => f.ResourceName == name))];

    /// <summary>The functions that the generator wrote.</summary>
    public static IReadOnlyList<string> GeneratedFunctions { get; } = [.. Resources(Function).Where(name => Root.At("Resources", name).Find("Metadata", "Tool") is not null)];

    public static IReadOnlyList<string> Tables { get; } = [.. Resources(Table)];

    public static IEnumerable<string> Resources(string type) =>
        Root.At("Resources").Keys().Where(name => Root.At("Resources", name, "Type").Text() == type);

    public static YamlNode Properties(string resource) => Root.At("Resources", resource, "Properties");
}
