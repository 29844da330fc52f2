using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace MiniLogin.Tests.Template;

/// <summary>
/// What sam build finds. It makes Amazon.Lambda.Tools read a project as text, first element of a name, without conditions
/// and imports; a property that it looks for elsewhere it does not find.
/// </summary>
public sealed class BuildTests
{
    public static TheoryData<string> Folders => [.. TemplateFile.Resources(TemplateFile.Function).Select(name => TemplateFile.Properties(name).At("CodeUri").Text()).Distinct()];

    [Fact]
    public void The_functions_are_compiled_to_native_code()
    {
        Read("src/MiniLogin.Functions", "PublishAot").Should().Be("true");
        Read("src/MiniLogin.Functions", "OutputType").Should().Be("Exe");
    }

    [Fact]
    public void The_mock_stage_is_not() => Read("src/MiniLogin.Playground", "PublishAot").Should().BeNull();

    [Theory]
    [MemberData(nameof(Folders))]
    public void The_tools_are_told_the_framework(string folder)
    {
        var defaults = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, folder, "aws-lambda-tools-defaults.json")))!;

        defaults["framework"]!.GetValue<string>().Should().Be(XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props")).Descendants("TargetFramework").Single().Value);
        defaults["configuration"]!.GetValue<string>().Should().Be("Release");
        defaults["msbuild-parameters"].Should().BeNull("sam build has its own in their place");
    }

    private static string? Read(string folder, string property) =>
        XDocument.Load(Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.csproj").Single()).Descendants(property).FirstOrDefault(element => element.Parent!.Name == "PropertyGroup")?.Value;
}
