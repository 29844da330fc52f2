using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace MiniLogin.Tests.Template;

/// <summary>The generator rewrites template.yaml at every build. In this form the build changes nothing.</summary>
public sealed class GeneratedFormTests
{
    [Fact]
    public void A_build_leaves_the_template_unchanged() =>
        TemplateYaml.Write(TemplateFile.Root).Should().Be(TemplateFile.Text, "the generator reads and writes the template with the same library");

    [Fact]
    public void There_is_no_blank_line_in_the_template() =>
        TemplateFile.Text.TrimEnd('\n').Split('\n').Should().NotContain(line => string.IsNullOrWhiteSpace(line));

    [Fact]
    public void There_is_no_comment_in_the_template()
    {
        var parser = new Parser(new Scanner(new StringReader(TemplateFile.Text), skipComments: false));
        var comments = new List<string>();
        while (parser.MoveNext())
        {
            if (parser.Current is Comment comment)
            {
                comments.Add(comment.Value);
            }
        }

        comments.Should().BeEmpty("the next build would remove them");
    }

    [Fact]
    public void Lists_and_maps_are_in_block_style() =>
        TemplateFile.Root.AllNodes
            .Where(node => node is YamlSequenceNode { Style: SequenceStyle.Flow } or YamlMappingNode { Style: MappingStyle.Flow })
            .Select(node => $"line {node.Start.Line}").Should().BeEmpty();

    [Fact]
    public void Intrinsic_functions_are_in_their_long_form() =>
        TemplateFile.Root.AllNodes.Where(node => !node.Tag.IsEmpty).Select(node => $"{node.Tag} at line {node.Start.Line}").Should().BeEmpty();
}
