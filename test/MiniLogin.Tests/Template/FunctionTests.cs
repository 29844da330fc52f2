using YamlDotNet.RepresentationModel;

namespace MiniLogin.Tests.Template;

/// <summary>Compares the attributes in the code with the resources of the template.</summary>
public sealed class FunctionTests
{
    private const string Api = "AnnotationsHttpApi";

    public static TheoryData<string> Functions => [.. AnnotatedFunction.Own.Select(f => f.ResourceName)];

    [Fact]
    public void The_functions_in_the_template_are_those_in_the_code() =>
        TemplateFile.GeneratedFunctions.Should().BeEquivalentTo(AnnotatedFunction.Own.Concat(AnnotatedFunction.Users).Select(f => f.ResourceName), "a build with the real packages writes them");

    [Fact]
    public void The_routes_in_the_template_are_those_in_the_code()
    {
        var code = from function in AnnotatedFunction.Own
                   let route = function.Route
                   where route is not null
                   select $"{function.HttpMethod} {route.Template} -> {function}, authorizer {route.Authorizer ?? "none"}";

        var template = from function in TemplateFile.Functions
                       from name in TemplateFile.Properties(function).Find("Events").Keys()
                       let properties = TemplateFile.Properties(function).At("Events", name, "Properties")
                       select $"{properties.At("Method").Text()} {properties.At("Path").Text()} -> {function}, authorizer {properties.Find("Auth", "Authorizer")?.Text() ?? "none"}";

        template.Should().NotBeEmpty().And.BeEquivalentTo(code);
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void The_generated_properties_of_a_function_match_its_attributes(string name)
    {
        var function = Function(name);
        var properties = TemplateFile.Properties(name);

        TemplateFile.Root.At("Resources", name, "Metadata", "Tool").Text().Should().Be("Amazon.Lambda.Annotations");
        properties.At("Runtime").Text().Should().Be(AnnotatedFunction.Runtime).And.Be("dotnet10");
        properties.At("Handler").Text().Should().Be(AnnotatedFunction.Handler).And.Be("MiniLogin.Functions");
        properties.At("PackageType").Text().Should().Be("Zip");
        properties.At("CodeUri").Text().Should().Be("src/MiniLogin.Functions");
        Directory.Exists(Path.Combine(Repository.Root, "src", "MiniLogin.Functions")).Should().BeTrue();
        properties.At("Environment", "Variables", "ANNOTATIONS_HANDLER").Text().Should().Be(function.MethodName);
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_functions_only_event_is_its_route(string name)
    {
        var function = Function(name);
        var metadata = TemplateFile.Root.At("Resources", name, "Metadata");
        if (function.Route is not { } route)
        {
            metadata.Keys().Should().NotContain(key => key.StartsWith("Synced", StringComparison.Ordinal));
            TemplateFile.Properties(name).Keys().Should().NotContain("Events");
            return;
        }

        var properties = new Dictionary<string, object> { ["Path"] = route.Template, ["Method"] = function.HttpMethod };
        var synced = new List<string> { "Path", "Method" };
        if (route.Authorizer is { Length: > 0 } authorizer)
        {
            properties["Auth"] = new { Authorizer = authorizer };
            synced.Add("Auth.Authorizer");
        }

        properties["ApiId"] = new { Ref = Api };
        synced.Add("ApiId.Ref");

        Written(metadata.At("SyncedEvents")).Should().Be(TemplateYaml.Write(new[] { function.Event }));
        Written(metadata.At("SyncedEventProperties")).Should().Be(TemplateYaml.Write(new Dictionary<string, object> { [function.Event] = synced }));
        Written(TemplateFile.Properties(name).At("Events")).Should().Be(TemplateYaml.Write(new Dictionary<string, object>
        {
            [function.Event] = new { Type = "HttpApi", Properties = properties },
        }));
    }

    [Fact]
    public void The_authorizers_in_the_template_are_those_in_the_code() =>
        TemplateFile.Properties(Api).At("Auth", "Authorizers").Keys().Should()
            .NotBeEmpty().And.BeEquivalentTo(AnnotatedFunction.Own.Where(f => f.Authorizer is not null).Select(f => f.ResourceName));

    [Fact]
    public void The_template_declares_each_authorizer_as_its_attribute_does()
    {
        foreach (var function in AnnotatedFunction.Own.Where(f => f.Authorizer is not null))
        {
            // ReauthorizeEvery is written by hand, because the SAM transform takes the TTL from it and drops the generated property.
            Written(TemplateFile.Properties(Api).At("Auth", "Authorizers", function.ResourceName)).Should().Be($"""
                FunctionArn:
                  Fn::GetAtt:
                    - {function.ResourceName}
                    - Arn
                AuthorizerPayloadFormatVersion: 2.0
                EnableSimpleResponses: true
                Identity:
                  Headers:
                    - {function.Authorizer!.IdentityHeader}
                  ReauthorizeEvery: {function.Authorizer.ResultTtlInSeconds}
                EnableFunctionDefaultPermissions: true
                AuthorizerResultTtlInSeconds: {function.Authorizer.ResultTtlInSeconds}

                """.ReplaceLineEndings("\n"));
        }
    }

    [Fact]
    public void Every_function_has_512_MB_and_10_s_unless_a_parameter_says_otherwise()
    {
        var globals = TemplateFile.Root.At("Globals", "Function");
        globals.At("MemorySize", "Ref").Text().Should().Be("MemorySize");
        TemplateFile.Root.At("Parameters", "MemorySize", "Default").Text().Should().Be("512");
        globals.At("Timeout").Text().Should().Be("10");

        foreach (var function in TemplateFile.Functions)
        {
            TemplateFile.Properties(function).Keys().Should().NotContain(["MemorySize", "Timeout", "Architectures"], "{0} would override Globals", function);
        }
    }

    private static AnnotatedFunction Function(string name) => AnnotatedFunction.Own.Single(f => f.ResourceName == name);

    private static string Written(YamlNode node) => TemplateYaml.Write(node);
}
