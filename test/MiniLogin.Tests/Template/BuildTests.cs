using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace MiniLogin.Tests.Template;

/// <summary>
/// The project as sam build reads it. Amazon.Lambda.Tools 7.0 reads the first element of a name as text, without conditions and
/// imports. Later versions ask MSBuild for the value. Both must give the same result.
/// </summary>
[Slow]
public sealed class BuildTests
{
    private const string Functions = "src/MiniLogin.Functions";

    [Fact]
    public void Sam_build_needs_no_container_unless_Native_AOT_is_on()
    {
        Read("PublishAot").Should().Be("false");
        Read("SelfContained").Should().Be("false", "the package would be three times as large");
        Read("OutputType").Should().Be("Exe", "Native AOT needs an executable");
    }

    [Fact]
    public void Native_AOT_is_switched_in_one_place_without_a_condition()
    {
        string[] files = [ProjectFile, .. Directory.GetFiles(Repository.Root, "Directory.Build.*"), Path.Combine(Repository.Root, "src", "Directory.Build.props")];
        var switches = files.SelectMany(file => XDocument.Load(file).Descendants("PublishAot")).ToList();

        switches.Should().ContainSingle().Which.AncestorsAndSelf().Should().OnlyContain(element => element.Attribute("Condition") == null);
    }

    [Theory]
    [InlineData("")]
    [InlineData("linux-arm64")]
    [InlineData("linux-x64")]
    public async Task MSBuild_evaluates_the_project_to_the_values_in_its_text(string runtime)
    {
        var properties = await EvaluateAsync($"-p:RuntimeIdentifier={runtime}", "-getProperty:PublishAot", "-getProperty:PublishReadyToRun", "-getProperty:AssemblyName", "-getProperty:AspectInjector_Enabled");

        properties["Properties"]!.ToJsonString().Should().Be(
            $$"""{"PublishAot":"false","PublishReadyToRun":"{{(runtime.Length == 0 ? "" : "true")}}","AssemblyName":"MiniLogin.Functions","AspectInjector_Enabled":"false"}""");
    }

    [Theory]
    [InlineData("linux-arm64", false)]
    [InlineData("linux-x64", false)]
    [InlineData("linux-arm64", true)]
    public async Task One_switch_makes_the_package_one_executable_with_the_runtime_in_it(string runtime, bool isNative)
    {
        string[] names = ["PublishReadyToRunComposite", "PublishSingleFile"];

        var properties = (await EvaluateAsync([$"-p:RuntimeIdentifier={runtime}", "-p:SelfContained=true", $"-p:PublishAot={isNative}", .. names.Select(name => $"-getProperty:{name}")]))["Properties"]!;

        names.Select(name => properties[name]!.GetValue<string>() == "true").Should().AllBeEquivalentTo(!isNative);
    }

    /// <summary>
    /// The tools add <c>--self-contained False</c> unless they read true. sam build passes them <c>--runtime</c>, which MSBuild does not
    /// know, so they read the text, without its condition. A build without a runtime and Native AOT must not get the value false.
    /// </summary>
    [Fact]
    public void The_self_contained_switch_is_in_one_place() =>
        XDocument.Load(ProjectFile).Descendants("SelfContained").Should().ContainSingle()
            .Which.Attribute("Condition")!.Value.Should().Be("'$(RuntimeIdentifier)' != '' and '$(PublishAot)' != 'true'");

    [Fact]
    public async Task A_package_holds_no_symbols()
    {
        var items = await EvaluateAsync("-t:ResolveReferences;ComputeResolvedFilesToPublishList", "-p:BuildProjectReferences=false", "-getItem:ResolvedFileToPublish");
        var files = items["Items"]!["ResolvedFileToPublish"]!.AsArray().Select(file => file!["Filename"]!.GetValue<string>() + file["Extension"]!.GetValue<string>()).ToList();

        files.Should().Contain("MiniLogin.dll").And.NotContain(file => file.EndsWith(".pdb", StringComparison.Ordinal));
    }

    [Fact]
    public void All_functions_are_built_from_one_project_for_the_deployed_processor()
    {
        TemplateFile.Functions.Select(function => TemplateFile.Properties(function).At("CodeUri").Text()).Distinct().Should().Equal(Functions);
        TemplateFile.Root.At("Parameters").Keys().Should().NotContain("Architecture", "sam deploy could get another value than sam build");
        foreach (var stage in new[] { "dev", "prod" })
        {
            var deployment = Deployment.With(("Stage", stage));
            deployment.OfType("AWS::Lambda::Function").Select(function => deployment.Properties(function)["Architectures"]!.ToJsonString()).Distinct().Should().Equal("""["arm64"]""");
        }
    }

    [Fact]
    public void The_processor_of_a_local_run_cannot_be_deployed()
    {
        Deployment.With(("Stage", "local-x86_64")).Properties("Login")["Architectures"]!.ToJsonString().Should().Be("""["x86_64"]""");
        Deployment.With(("Stage", "local-arm64")).Properties("Login")["Architectures"]!.ToJsonString().Should().Be("""["arm64"]""");
        TemplateFile.Root.At("Parameters", "Stage", "AllowedValues").Items().Select(value => value.Text()).Should().Equal("dev", "prod");
    }

    [Fact]
    public void The_Lambda_tools_use_the_framework_of_the_project()
    {
        var defaults = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, Functions, "aws-lambda-tools-defaults.json")))!;

        defaults["framework"]!.GetValue<string>().Should().Be(XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props")).Descendants("TargetFramework").Single().Value);
        defaults["configuration"]!.GetValue<string>().Should().Be("Release");
        defaults["msbuild-parameters"].Should().BeNull("sam build replaces them");
    }

    private static string ProjectFile => Directory.GetFiles(Path.Combine(Repository.Root, Functions), "*.csproj").Single();

    private static string? Read(string property) =>
        XDocument.Load(ProjectFile).Descendants(property).FirstOrDefault(element => element.Parent!.Name == "PropertyGroup")?.Value;

    private static async Task<JsonNode> EvaluateAsync(params string[] arguments)
    {
        var (exitCode, output) = await Command.RunAsync("dotnet", ["msbuild", ProjectFile, "-nologo", .. arguments], Repository.Root);
        exitCode.Should().Be(0, output);
        return JsonNode.Parse(output)!;
    }
}
