using YamlDotNet.RepresentationModel;

namespace MiniLogin.Tests.Template;

internal static class YamlNodeExtensions
{
    public static YamlNode? Find(this YamlNode node, params IEnumerable<string> path)
    {
        foreach (var key in path)
        {
            if (node is not YamlMappingNode mapping || !mapping.Children.TryGetValue(key, out var value))
            {
                return null;
            }

            node = value;
        }

        return node;
    }

    public static YamlNode At(this YamlNode node, params IEnumerable<string> path) =>
        node.Find(path) ?? throw new KeyNotFoundException($"{string.Join('.', path)} not found under line {node.Start.Line} of template.yaml.");

    public static string Text(this YamlNode node) => ((YamlScalarNode)node).Value!;

    public static IEnumerable<string> Keys(this YamlNode? node) => node is YamlMappingNode mapping ? mapping.Children.Keys.Select(Text) : [];

    /// <summary>The items of a sequence. Any other node is a single item, as CloudFormation allows for Action and Resource.</summary>
    public static IEnumerable<YamlNode> Items(this YamlNode node) => node is YamlSequenceNode sequence ? sequence.Children : [node];
}
