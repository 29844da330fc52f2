using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace MiniLogin.Tests.Template;

/// <summary>Compares the options in the code with the environment variables and parameters of the template.</summary>
public sealed partial class SettingTests
{
    private const string Prefix = MiniLoginOptions.Section + "__";

    /// <summary>Not an option: a number that is raised to publish new versions.</summary>
    private const string Revision = Prefix + "Revision";

    private static readonly PropertyInfo[] Options = [.. typeof(MiniLoginOptions).GetProperties().Where(option => option.CanWrite)];

    private static readonly YamlNode Variables = TemplateFile.Root.At("Globals", "Function", "Environment", "Variables");

    public static TheoryData<string> Names => [.. Options.Select(option => option.Name)];

    [Fact]
    public void Options_and_environment_variables_match() =>
        Variables.Keys().Where(name => name != Revision).Should().BeEquivalentTo(Options.Select(option => Prefix + option.Name));

    [Fact]
    public void All_functions_share_their_settings()
    {
        foreach (var function in TemplateFile.Functions)
        {
            TemplateFile.Properties(function).At("Environment", "Variables").Keys().Should().NotContain(name => name.StartsWith(Prefix, StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_default_of_a_setting_is_that_of_its_option(string name)
    {
        var option = Options.Single(o => o.Name == name);
        var variable = Variables.At(Prefix + name);
        if (variable.Find("Ref")?.Text() is { } reference && IsResource(reference))
        {
            reference.Should().Be(name.Replace("Table", "", StringComparison.Ordinal).Replace("Bucket", "", StringComparison.Ordinal));
            return;
        }

        var value = ReferenceIn(variable) is { } parameter ? TemplateFile.Root.At("Parameters", parameter.Text(), "Default") : variable;
        value.Text().Should().Be(Convert.ToString(option.GetValue(new MiniLoginOptions()), CultureInfo.InvariantCulture));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_parameter_accepts_the_same_values_as_its_option(string name)
    {
        if (ReferenceIn(Variables.At(Prefix + name)) is not { } reference || IsResource(reference.Text()))
        {
            return;
        }

        var option = Options.Single(o => o.Name == name);
        var parameter = TemplateFile.Root.At("Parameters", reference.Text());
        var range = option.GetCustomAttribute<RangeAttribute>();
        parameter.At("Type").Text().Should().Be(range is null ? "String" : "Number");
        parameter.Find("AllowedPattern")?.Text().Should().Be(option.GetCustomAttribute<RegularExpressionAttribute>()?.Pattern);
        parameter.Find("MinValue")?.Text().Should().Be($"{range?.Minimum}");
        parameter.Find("MaxValue")?.Text().Should().Be($"{range?.Maximum}");
        parameter.Keys().Should().Contain(range is null ? ["AllowedPattern", "ConstraintDescription"] : ["MinValue", "MaxValue"]);
    }

    [Fact]
    public void Every_parameter_is_used()
    {
        var used = new[] { "Conditions", "Globals", "Resources", "Outputs" }
            .SelectMany(section => TemplateFile.Root.At(section).AllNodes.OfType<YamlMappingNode>())
            .SelectMany(Referred);

        TemplateFile.Root.At("Parameters").Keys().Except(used).Should().BeEmpty();
    }

    [Fact]
    public void Every_condition_is_used()
    {
        var used = TemplateFile.Root.AllNodes.OfType<YamlMappingNode>()
            .SelectMany(node => new[] { (node.Find("Fn::If") as YamlSequenceNode)?.Children[0], node.Find("Condition") })
            .OfType<YamlScalarNode>()
            .Select(condition => condition.Value!);

        TemplateFile.Root.At("Conditions").Keys().Except(used).Should().BeEmpty();
    }

    [Fact]
    public void Every_parameter_has_a_description_and_a_place_in_the_form()
    {
        var parameters = TemplateFile.Root.At("Parameters");
        foreach (var name in parameters.Keys())
        {
            parameters.At(name).Keys().Should().Contain("Description", "sam deploy --guided asks for {0}", name);
        }

        var form = TemplateFile.Root.At("Metadata", "AWS::CloudFormation::Interface", "ParameterGroups").Items()
            .SelectMany(group => group.At("Parameters").Items())
            .Select(name => name.Text());
        form.Should().Equal(parameters.Keys(), "sam deploy --guided uses the order of the parameters, the console that of the form");
    }

    [Fact]
    public void Every_parameter_but_the_stage_has_a_default()
    {
        var parameters = TemplateFile.Root.At("Parameters");

        parameters.Keys().Where(name => parameters.At(name).Find("Default") is null).Should().Equal("Stage");
    }

    [Fact]
    public void Guided_deployment_asks_at_most_25_questions_important_ones_first()
    {
        var names = TemplateFile.Root.At("Parameters").Keys().ToList();

        names.Should().HaveCountLessThanOrEqualTo(25);
        names.Take(5).Should().Equal("Stage", "DefaultAppId", "DomainName", "CertificateArn", "HostedZoneId");
    }

    [Theory]
    [InlineData("", "", "")]
    [InlineData("api.example.com", "", "https://api.example.com")]
    [InlineData("api.example.com", "https://cdn.example.com/v1", "https://cdn.example.com/v1")]
    [InlineData("", "https://cdn.example.com/v1", "https://cdn.example.com/v1")]
    public void The_public_URL_is_the_custom_domain_unless_it_is_set(string domain, string publicUrl, string expected)
    {
        var deployment = Deployment.With(("DomainName", domain), ("PublicUrl", publicUrl));

        deployment.Properties("Login")["Environment"]!["Variables"]!["MiniLogin__PublicUrl"]!.GetValue<string>().Should().Be(expected);
        deployment.Output("ApiUrl").Should().Be(expected.Length > 0 ? expected : "${AnnotationsHttpApi.ApiEndpoint}");
    }

    [Theory]
    [InlineData("DynamoDBUrl")]
    [InlineData("KmsUrl")]
    [InlineData("S3Url")]
    public void Local_endpoints_are_empty_variables_that_sam_local_can_set(string name) => Variables.At(Prefix + name).Text().Should().BeEmpty();

    [Fact]
    public void Sam_local_sets_only_variables_that_the_template_declares()
    {
        var set = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "events", "env.json")))!["Parameters"]!.AsObject();

        set.Select(variable => variable.Key).Should().NotBeEmpty().And.BeSubsetOf(Variables.Keys(), "SAM CLI ignores every other");
    }

    /// <summary>The parameter of a variable; of a variable with a condition, the one that is used if it is set.</summary>
    private static YamlNode? ReferenceIn(YamlNode variable) => (variable.Find("Fn::If") is YamlSequenceNode choice ? choice.Children[1] : variable).Find("Ref");

    private static bool IsResource(string name) => TemplateFile.Root.Find("Resources", name) is not null;

    private static IEnumerable<string> Referred(YamlMappingNode node)
    {
        if (node.Find("Ref") is YamlScalarNode name)
        {
            yield return name.Value!;
        }

        if (node.Find("Fn::Sub")?.Items().First() is YamlScalarNode text)
        {
            foreach (Match match in Substituted().Matches(text.Value!))
            {
                yield return match.Groups["name"].Value;
            }
        }
    }

    [GeneratedRegex(@"\$\{(?<name>[A-Za-z0-9]+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Substituted();
}
