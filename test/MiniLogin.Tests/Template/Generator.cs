using YamlDotNet.RepresentationModel;

namespace MiniLogin.Tests.Template;

/// <summary>
/// Rewrites the template as Amazon.Lambda.Annotations 2.3.0 does at every build, for the attributes that are used here. Builds
/// with the real package verify this: they leave template.yaml unchanged.
/// </summary>
internal sealed class Generator
{
    private const string Tool = "Amazon.Lambda.Annotations";
    private const string Api = "AnnotationsHttpApi";

    private readonly YamlMappingNode _root;

    private Generator(string template) => _root = TemplateYaml.Read(template);

    public static string Rewrite(string template, IReadOnlyList<AnnotatedFunction> functions)
    {
        var generator = new Generator(template);
        foreach (var authorizer in functions.Where(f => f.Authorizer is not null))
        {
            generator.WriteAuthorizer(authorizer);
        }

        foreach (var function in functions)
        {
            generator.WriteFunction(function);
        }

        generator.RemoveOrphans(functions);
        return TemplateYaml.Write(generator._root);
    }

    private void WriteAuthorizer(AnnotatedFunction function)
    {
        if (_root.Find("Resources", Api) is null)
        {
            Set(["Resources", Api, "Type"], "AWS::Serverless::HttpApi");
            Set(["Resources", Api, "Metadata", "Tool"], Tool);
        }

        string[] authorizer = ["Resources", Api, "Properties", "Auth", "Authorizers", function.ResourceName];
        Set([.. authorizer, "FunctionArn", "Fn::GetAtt"], [function.ResourceName, "Arn"]);
        Set([.. authorizer, "AuthorizerPayloadFormatVersion"], "2.0");
        Set([.. authorizer, "EnableSimpleResponses"], "true");
        Set([.. authorizer, "Identity", "Headers"], [function.Authorizer!.IdentityHeader]);
        Set([.. authorizer, "EnableFunctionDefaultPermissions"], "true");
        Set([.. authorizer, "AuthorizerResultTtlInSeconds"], $"{function.Authorizer!.ResultTtlInSeconds}");
    }

    private void WriteFunction(AnnotatedFunction function)
    {
        string[] resource = ["Resources", function.ResourceName];
        string[] properties = [.. resource, "Properties"];
        if (_root.Find(resource) is null)
        {
            Set([.. resource, "Type"], TemplateFile.Function);
            Set([.. resource, "Metadata", "Tool"], Tool);
            Set([.. properties, "Runtime"], AnnotatedFunction.Runtime);
            Set([.. properties, "CodeUri"], "");
            Set([.. properties, "MemorySize"], "512");
            Set([.. properties, "Timeout"], "30");
            Set([.. properties, "Policies"], ["AWSLambdaBasicExecutionRole"]);
        }

        Set([.. properties, "PackageType"], "Zip");
        Set([.. properties, "CodeUri"], "src/MiniLogin.Functions");
        Set([.. properties, "Handler"], AnnotatedFunction.Handler);
        Set([.. properties, "Runtime"], AnnotatedFunction.Runtime);
        Set([.. properties, "Environment", "Variables", "ANNOTATIONS_HANDLER"], function.MethodName);
        WriteEvent(function, resource);
    }

    private void WriteEvent(AnnotatedFunction function, string[] resource)
    {
        string[] metadata = [.. resource, "Metadata"];
        string[] events = [.. resource, "Properties", "Events"];
        var before = _root.Find([.. metadata, "SyncedEvents"])?.Items().Select(e => e.Text()) ?? [];
        foreach (var orphan in before.Where(e => function.Route is null || e != function.Event))
        {
            Remove([.. events, orphan]);
        }

        // The generator removes and adds them, so they move behind the other keys.
        Remove([.. metadata, "SyncedEvents"]);
        Remove([.. metadata, "SyncedEventProperties"]);
        if (function.Route is not { } route)
        {
            return;
        }

        string[] properties = [.. events, function.Event, "Properties"];
        Set([.. events, function.Event, "Type"], "HttpApi");
        Set([.. properties, "Path"], route.Template);
        Set([.. properties, "Method"], function.HttpMethod);
        if (route.Authorizer is { Length: > 0 } authorizer)
        {
            Set([.. properties, "Auth", "Authorizer"], authorizer);
        }

        Set([.. properties, "ApiId", "Ref"], Api);
        string[] synced = ["Path", "Method", .. (string[])(route.Authorizer is { Length: > 0 } ? ["Auth.Authorizer"] : []), "ApiId.Ref"];
        Set([.. metadata, "SyncedEvents"], [function.Event]);
        Set([.. metadata, "SyncedEventProperties", function.Event], synced);
    }

    private void RemoveOrphans(IReadOnlyList<AnnotatedFunction> functions)
    {
        var resources = _root.At("Resources");
        foreach (var name in resources.Keys().Except(functions.Select(f => f.ResourceName)).ToList())
        {
            if (resources.At(name, "Type").Text() == TemplateFile.Function && resources.Find(name, "Metadata", "Tool")?.Text() == Tool)
            {
                Remove(["Resources", name]);
            }
        }

        foreach (var name in resources.Find(Api, "Properties", "Auth", "Authorizers").Keys().Except(functions.Where(f => f.Authorizer is not null).Select(f => f.ResourceName)).ToList())
        {
            Remove(["Resources", Api, "Properties", "Auth", "Authorizers", name]);
        }
    }

    private void Set(string[] path, string value) => Put(path, new YamlScalarNode(value));

    private void Set(string[] path, string[] values) => Put(path, new YamlSequenceNode(values.Select(v => new YamlScalarNode(v))));

    /// <summary>An existing key keeps its place; a new key is appended.</summary>
    private void Put(string[] path, YamlNode value)
    {
        var mapping = _root;
        foreach (var key in path[..^1])
        {
            if (!mapping.Children.TryGetValue(key, out var next))
            {
                mapping.Children[key] = next = new YamlMappingNode();
            }

            mapping = (YamlMappingNode)next;
        }

        mapping.Children[path[^1]] = value;
    }

    private void Remove(string[] path) => (_root.Find(path[..^1]) as YamlMappingNode)?.Children.Remove(path[^1]);
}
