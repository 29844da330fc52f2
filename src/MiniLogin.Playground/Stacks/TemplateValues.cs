using System.Text.RegularExpressions;

namespace MiniLogin.Playground.Stacks;

/// <summary>
/// Computes the values of a template as a deployment with its defaults would, with the names that tables have on this machine and with
/// the exports of MiniLogin's stack.
/// </summary>
/// <param name="tables">The names of the template's tables by logical id.</param>
internal sealed partial class TemplateValues(TemplateNode template, IReadOnlyDictionary<string, string> tables, LoginExports exports)
{
    private const string Supported = "The Playground computes Ref, Fn::Sub, Fn::GetAtt, Fn::ImportValue, Fn::Join and Fn::If.";

    /// <summary>Returns the value; null for AWS::NoValue.</summary>
    /// <exception cref="TemplateException">It cannot be computed here.</exception>
    public string? Text(TemplateNode node) => node.Function switch
    {
        null => Resolve(node, node.Text ?? throw node.Wrong("A single value is expected here.")),
        ("Ref", var name) => Ref(name, name.Text ?? ""),
        ("Fn::GetAtt", var attribute) => GetAtt(attribute.Text ?? string.Join('.', attribute.Items.Select(Text))),
        ("Fn::Sub", var text) => Sub(text),
        ("Fn::ImportValue", var name) => exports.Find(ExportName(name)) ?? throw name.Wrong(Unknown(ExportName(name))),
        ("Fn::Join", { Items: [var separator, var parts] }) => string.Join(Text(separator), parts.Items.Select(Text)),
        ("Fn::If", { Items: [var condition, var then, var otherwise] }) => Text(IsTrue(condition.Text, condition) ? then : otherwise),
        (var name, var argument) => throw argument.Wrong($"{name} is not supported. {Supported}"),
    };

    /// <summary>Returns the value of a setting that may be absent.</summary>
    public string? Text(TemplateNode? node, string? otherwise) => node is null ? otherwise : Text(node) ?? otherwise;

    private string? Ref(TemplateNode node, string name) => name switch
    {
        "AWS::NoValue" => null,
        "AWS::Region" => LoginExports.Region,
        "AWS::AccountId" => LoginExports.Account,
        "AWS::Partition" => "aws",
        "AWS::URLSuffix" => "amazonaws.com",
        "AWS::StackName" => "local",
        _ when tables.TryGetValue(name, out var table) => table,
        _ when template["Parameters", name] is { } parameter => Parameter(parameter, name),
        _ when template["Resources", name] is not null => name,
        _ => throw node.Wrong($"There is no parameter and no resource {name}."),
    };

    /// <summary>A parameter has its default, as <c>sam local</c> takes it, too. Of an SSM parameter the default is its path.</summary>
    private string? Parameter(TemplateNode parameter, string name)
    {
        var value = parameter["Default"]?.Text ?? throw parameter.Wrong($"The parameter {name} has no Default, which the Playground would use.");
        return parameter["Type"]?.Text?.StartsWith("AWS::SSM::", StringComparison.Ordinal) == true ? exports.Find(value) ?? throw parameter.Wrong(Unknown(value)) : Resolve(parameter, value);
    }

    private string GetAtt(string attribute) => attribute.Split('.', 2) is [var name, var what] && tables.TryGetValue(name, out var table)
        ? what switch
        {
            "Arn" => LoginExports.TableArn(table),
            "StreamArn" => $"{LoginExports.TableArn(table)}/stream/local",
            _ => attribute,
        }
        : attribute;

    private string Sub(TemplateNode text)
    {
        var variables = text.Items is [_, var given] ? given.Members.ToDictionary(m => m.Name, m => m.Value, StringComparer.Ordinal) : [];
        var pattern = text.Text ?? (text.Items is [var first, ..] ? first.Text : null) ?? throw text.Wrong("Fn::Sub needs a text.");
        return Resolve(text, Variable().Replace(pattern, match => match.Groups["name"].Value switch
        {
            ['!', .. var literal] => $"${{{literal}}}",
            var name when variables.TryGetValue(name, out var value) => Text(value) ?? "",
            var name when name.Contains('.', StringComparison.Ordinal) => GetAtt(name),
            var name => Ref(text, name) ?? "",
        }));
    }

    /// <summary>A dynamic reference to an SSM parameter of MiniLogin's stack.</summary>
    private string Resolve(TemplateNode node, string text) => SsmReference().Replace(text, match => exports.Find(match.Groups["path"].Value) ?? throw node.Wrong(Unknown(match.Groups["path"].Value)));

    /// <summary>Only the end of the name matters here, so a parameter with the name of the login stack needs no default.</summary>
    private string ExportName(TemplateNode name) => name.Function is ("Fn::Sub", { Text: { } pattern }) ? pattern : Text(name) ?? "";

    private bool IsTrue(string? condition, TemplateNode node) => template["Conditions", condition ?? ""] is { } found ? IsTrue(found) : throw node.Wrong($"There is no condition {condition}.");

    private bool IsTrue(TemplateNode condition) => condition.Function switch
    {
        ("Condition", var name) => IsTrue(name.Text, name),
        ("Fn::Equals", { Items: [var one, var other] }) => Text(one) == Text(other),
        ("Fn::Not", { Items: [var not] }) => !IsTrue(not),
        ("Fn::And", var all) => all.Items.All(IsTrue),
        ("Fn::Or", var any) => any.Items.Any(IsTrue),
        _ => throw condition.Wrong("This is no condition. The Playground computes Fn::Equals, Fn::Not, Fn::And, Fn::Or and Condition."),
    };

    private static string Unknown(string name) => $"MiniLogin's stack does not export '{name}'. It exports {LoginExports.Names}, each as the name of the stack, a dash and this name.";

    [GeneratedRegex(@"\$\{(?<name>[^}]+)\}")]
    private static partial Regex Variable();

    [GeneratedRegex(@"\{\{resolve:ssm:(?<path>[^}]+)\}\}")]
    private static partial Regex SsmReference();
}
