using YamlDotNet.RepresentationModel;
using YamlDotNet.Serialization;

namespace MiniLogin.Tests.Template;

/// <summary>Reads and writes YAML the way the generator does, so that what it would change is seen as a different text.</summary>
internal static class TemplateYaml
{
    public static YamlMappingNode Read(string text) => new DeserializerBuilder().Build().Deserialize<YamlMappingNode>(text);

    /// <summary>Any object: a node of a tree, or what a test expects there.</summary>
    public static string Write(object value) =>
        new SerializerBuilder().WithIndentedSequences().Build().Serialize(value).ReplaceLineEndings("\n");
}
