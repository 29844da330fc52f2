using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MiniLogin.Playground.Stacks;

/// <summary>A value in a CloudFormation template, with its line. Short forms such as <c>!Ref X</c> read like the long ones.</summary>
internal sealed class TemplateNode
{
    private readonly string _file;
    private readonly YamlNode _yaml;

    private TemplateNode(string file, YamlNode yaml, long? line = null) => (_file, _yaml, Line) = (file, yaml, line ?? yaml.Start.Line);

    public long Line { get; }

    /// <summary>The text of a plain value; null if it is none.</summary>
    public string? Text => _yaml is YamlScalarNode { Value: var value } && Function is null ? value : null;

    /// <summary>The intrinsic function that computes the value, such as <c>Fn::Sub</c>, with its argument; null if it is a plain value.</summary>
    public (string Name, TemplateNode Argument)? Function
    {
        get
        {
            if (!_yaml.Tag.IsEmpty && _yaml.Tag.Value is ['!', not '!', ..] tag)
            {
                return (LongName(tag[1..]), new(_file, Untagged(), Line));
            }

            return _yaml is YamlMappingNode { Children: { Count: 1 } children } && children.Single() is var (key, value) && key is YamlScalarNode { Value: { } name } && (name is "Ref" or "Condition" || name.StartsWith("Fn::", StringComparison.Ordinal))
                ? (name, new(_file, value))
                : null;
        }
    }

    public IReadOnlyList<TemplateNode> Items => _yaml is YamlSequenceNode list ? [.. list.Select(item => new TemplateNode(_file, item))] : [];

    public IEnumerable<(string Name, TemplateNode Value)> Members => _yaml is YamlMappingNode map
        ? map.Select(member => (((YamlScalarNode)member.Key).Value!, new TemplateNode(_file, member.Value)))
        : [];

    /// <summary>The member at a path; null if there is none.</summary>
    public TemplateNode? this[params ReadOnlySpan<string> path]
    {
        get
        {
            var node = _yaml;
            foreach (var name in path)
            {
                if (node is not YamlMappingNode map || !map.Children.TryGetValue(name, out node))
                {
                    return null;
                }
            }

            return new(_file, node);
        }
    }

    /// <exception cref="TemplateException">It is no YAML or JSON. The message has file and line.</exception>
    public static TemplateNode Read(string file)
    {
        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(File.ReadAllText(file)));
            return yaml.Documents is [var document] && document.RootNode is YamlMappingNode root
                ? new(file, root)
                : throw new TemplateException($"{file} is no template: it has no sections such as Resources.");
        }
        catch (YamlException e)
        {
            throw new TemplateException($"{file}:{e.Start.Line}: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TemplateException($"The template cannot be read: {e.Message}");
        }
    }

    /// <summary>An error at this place.</summary>
    public TemplateException Wrong(string why) => new($"{_file}:{Line}: {why}");

    private static string LongName(string shortName) => shortName is "Ref" or "Condition" ? shortName : $"Fn::{shortName}";

    private YamlNode Untagged() => _yaml switch
    {
        YamlScalarNode scalar => new YamlScalarNode(scalar.Value),
        YamlSequenceNode list => new YamlSequenceNode(list.Children),
        YamlMappingNode map => new YamlMappingNode(map.Children),
        _ => throw Wrong("A value is expected here."),
    };
}
