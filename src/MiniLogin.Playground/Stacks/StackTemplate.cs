using System.Globalization;
using MiniLogin.Playground.Gateway;

namespace MiniLogin.Playground.Stacks;

/// <summary>What the Playground uses of the template of a stack: functions with routes, tables, and the key of its domain mapping.</summary>
internal sealed class StackTemplate
{
    /// <summary>The API to which the Annotations generator adds functions.</summary>
    private const string GeneratedApi = "AnnotationsHttpApi";

    /// <summary>The limits of Lambda. Without <c>Timeout</c>, CloudFormation sets 3 s.</summary>
    private const int DefaultTimeout = 3;
    private const int MaxTimeout = 900;

    private readonly TemplateNode _root;
    private readonly TemplateValues _values;

    private StackTemplate(string file, TemplateNode root, string tablePrefix, LoginExports exports)
    {
        File = file;
        _root = root;
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        _values = new(root, names, exports);
        var tables = Resources("AWS::DynamoDB::Table").Concat(Resources("AWS::Serverless::SimpleTable")).ToList();
        foreach (var (id, node) in tables)
        {
            // Without a name of its own, a table is named like its resource, as in sam local.
            names[id] = tablePrefix + _values.Text(node["Properties", "TableName"], id);
        }

        Tables = [.. tables.Select(table => StackTable.From(table.Node, names[table.Id], _values))];
        MappingKey = Resources("AWS::ApiGatewayV2::ApiMapping").Select(mapping => _values.Text(mapping.Node["Properties", "ApiMappingKey"], "")!).FirstOrDefault("");
        IsGuardedByDefault = IsGuarded(root["Resources", GeneratedApi]);
        if (root["Resources", GeneratedApi] is { } api && api["Metadata", "Tool"] is { } tool && IsGuardedByDefault)
        {
            throw tool.Wrong($"Remove Metadata.Tool from {GeneratedApi}: with it, the next build removes this API with its authorizer.");
        }

        Functions = [.. Resources("AWS::Serverless::Function").Select(f => ReadFunction(f.Id, f.Node))];
    }

    public string File { get; }

    /// <summary>The first segments of every path, without slashes; empty without a mapping.</summary>
    public string MappingKey { get; }

    public IReadOnlyList<StackTable> Tables { get; }

    public IReadOnlyList<StackFunction> Functions { get; }

    /// <summary>Whether MiniLogin's authorizer guards a function that is not in the template yet.</summary>
    public bool IsGuardedByDefault { get; }

    /// <param name="tablePrefix">Precedes the names of the tables.</param>
    /// <exception cref="TemplateException">The template cannot be used.</exception>
    public static StackTemplate Read(string file, string tablePrefix, LoginExports exports) => new(file, TemplateNode.Read(file), tablePrefix, exports);

    /// <summary>The environment variables of all functions, which share one process here.</summary>
    /// <exception cref="TemplateException">Two functions have different values for one variable.</exception>
    public IReadOnlyDictionary<string, string> Environment()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, node) in Functions.SelectMany(f => f.Variables))
        {
            if (_values.Text(node) is { } value && !variables.TryAdd(name, value) && variables[name] != value)
            {
                throw node.Wrong($"{name} has another value in another function. In the Playground, all functions of a C# project run in one process.");
            }
        }

        return variables;
    }

    private StackFunction ReadFunction(string id, TemplateNode node)
    {
        var globals = _root["Globals", "Function"];
        var timeout = node["Properties", "Timeout"] ?? globals?["Timeout"];
        if (!int.TryParse(_values.Text(timeout, DefaultTimeout.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture, out var seconds) || seconds is < 1 or > MaxTimeout)
        {
            throw timeout!.Wrong($"Timeout must be 1 to {MaxTimeout} seconds.");
        }

        var variables = new Dictionary<string, TemplateNode>(StringComparer.Ordinal);
        foreach (var (name, value) in (globals?["Environment", "Variables"]?.Members ?? []).Concat(node["Properties", "Environment", "Variables"]?.Members ?? []))
        {
            variables[name] = value;
        }

        // A program with a Main finds its method by the variable, a class library by Assembly::Class_Method_Generated::Method.
        variables.Remove("ANNOTATIONS_HANDLER", out var annotated);
        var handler = node["Metadata", "Tool"]?.Text == "Amazon.Lambda.Annotations" ? annotated?.Text ?? node["Properties", "Handler"]?.Text?.Split("::")[^1] : null;
        var events = node["Properties", "Events"]?.Members.Select(e => e.Value).ToList() ?? [];
        return new(
            id,
            handler,
            TimeSpan.FromSeconds(seconds),
            variables,
            [.. events.Where(e => e["Type"]?.Text == "HttpApi").Select(ReadRoute)],
            events.Any(e => e["Type"]?.Text == "DynamoDB" && _values.Text(e["Properties", "Stream"], null) == LoginExports.DeletionsStream));
    }

    private StackRoute ReadRoute(TemplateNode node)
    {
        var properties = node["Properties"];
        if (properties?["PayloadFormatVersion"] is { Text: not "2.0" } version)
        {
            throw version.Wrong("PayloadFormatVersion must be '2.0'.");
        }

        var path = _values.Text(properties?["Path"], GatewayRoute.Default)!;
        var method = _values.Text(properties?["Method"], GatewayRoute.AnyMethod)!.ToUpperInvariant();
        var api = properties?["ApiId"] is { } id ? _root["Resources", _values.Text(id) ?? ""] : null;
        var authorizer = properties?["Auth", "Authorizer"];
        return new(new(method is "X-AMAZON-APIGATEWAY-ANY-METHOD" ? GatewayRoute.AnyMethod : method, path, MappingKey), authorizer switch
        {
            null => IsGuarded(api),
            { Text: "NONE" } => false,
            _ => IsOurs(api, authorizer),
        });
    }

    /// <summary>Whether the API's default authorizer is that of MiniLogin.</summary>
    private bool IsGuarded(TemplateNode? api) => (api?["Properties", "Auth", "DefaultAuthorizer"] ?? _root["Globals", "HttpApi", "Auth", "DefaultAuthorizer"]) is { } name && IsOurs(api, name);

    private bool IsOurs(TemplateNode? api, TemplateNode name)
    {
        var authorizer = (api?["Properties", "Auth", "Authorizers"] ?? _root["Globals", "HttpApi", "Auth", "Authorizers"])?[name.Text ?? ""]
            ?? throw name.Wrong($"The API has no authorizer {name.Text}.");
        return authorizer["FunctionArn"] is { } function && _values.Text(function) == LoginExports.Authorizer
            ? true
            : throw authorizer.Wrong("The Playground knows only MiniLogin's authorizer: FunctionArn: {Fn::ImportValue: {Fn::Sub: '${MiniLogin}-AuthorizerArn'}}.");
    }

    private IEnumerable<(string Id, TemplateNode Node)> Resources(string type) => _root["Resources"]?.Members.Where(resource => resource.Value["Type"]?.Text == type) ?? [];
}

/// <param name="LogicalId">Its name in the template, and for <c>sam local</c>.</param>
/// <param name="AnnotatedMethod">The C# method; null if the generator did not write it.</param>
/// <param name="ReceivesDeletions">Whether the stream of deletions invokes it.</param>
internal sealed record StackFunction(string LogicalId, string? AnnotatedMethod, TimeSpan Timeout, IReadOnlyDictionary<string, TemplateNode> Variables, IReadOnlyList<StackRoute> Routes, bool ReceivesDeletions);

/// <param name="IsGuarded">Whether MiniLogin's authorizer comes first.</param>
internal sealed record StackRoute(GatewayRoute Route, bool IsGuarded);
