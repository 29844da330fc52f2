using YamlDotNet.RepresentationModel;
using YamlDotNet.Serialization;

namespace MiniLogin.Tests.Template;

/// <summary>Reads and writes YAML as the generator does, so that a change by the generator is a difference in text.</summary>
internal static class TemplateYaml
{
    public static YamlMappingNode Read(string text) => new DeserializerBuilder().Build().Deserialize<YamlMappingNode>(text);

    /// <summary>Serializes a YAML node, or an object that a test expects in its place.</summary>
    public static string Write(object value) =>
        new SerializerBuilder().WithIndentedSequences().Build().Serialize(value).ReplaceLineEndings("\n");
}
