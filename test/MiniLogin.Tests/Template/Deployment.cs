using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MiniLogin.Tests.Template;

/// <summary>
/// The transformed template as deployed with given parameters: conditions are evaluated, parameters and pseudo parameters are
/// replaced. References to resources stay <c>${Name}</c> or <c>${Name.Attribute}</c>.
/// </summary>
internal sealed partial class Deployment
{
    private static readonly Dictionary<string, string> Pseudo = new()
    {
        ["AWS::StackName"] = "minilogin",
        ["AWS::Region"] = "us-east-1",
        ["AWS::Partition"] = "aws",
        ["AWS::AccountId"] = "123456789012",
        ["AWS::URLSuffix"] = "amazonaws.com",
    };

    private readonly JsonObject _template;
    private readonly Dictionary<string, JsonNode> _values;
    private readonly JsonObject _resources = [];
    private readonly JsonObject _outputs = [];

    private Deployment(IEnumerable<(string Name, string Value)> parameters)
    {
        var given = parameters.ToDictionary(p => p.Name, p => p.Value);
        // Stage has no default.
        given.TryAdd("Stage", "dev");
        _template = SamTransform.Template(given.Where(p => !Pseudo.ContainsKey(p.Key)).Select(p => (p.Key, p.Value)));
        given.Keys.Except(Section("Parameters").Select(p => p.Key).Concat(Pseudo.Keys)).Should().BeEmpty("every given parameter must exist in the template");
        _values = Section("Parameters").ToDictionary(p => p.Key, p => Value(p.Value!["Type"]!.GetValue<string>(), given.GetValueOrDefault(p.Key) ?? p.Value["Default"]!.ToString()));
        foreach (var (name, value) in Pseudo)
        {
            _values[name] = given.GetValueOrDefault(name) ?? value;
        }

        Fill(_resources, "Resources");
        Fill(_outputs, "Outputs");
    }

    public IEnumerable<string> Resources => _resources.Select(r => r.Key);

    public IEnumerable<string> Outputs => _outputs.Select(o => o.Key);

    /// <summary>The values of the exported outputs by the name of the export.</summary>
    public IReadOnlyDictionary<string, string> Exports =>
        _outputs.Where(o => o.Value!["Export"] is not null).ToDictionary(o => o.Value!["Export"]!["Name"]!.GetValue<string>(), o => Output(o.Key));

    /// <summary>The descriptions of the rule assertions that the parameters violate.</summary>
    public IReadOnlyList<string> Refusals =>
    [
        .. from rule in Section("Rules")
           where rule.Value!["RuleCondition"] is not { } condition || IsTrue(condition)
           from assertion in rule.Value!["Assertions"]!.AsArray()
           where !IsTrue(assertion!["Assert"]!)
           select assertion["AssertDescription"]!.GetValue<string>(),
    ];

    /// <summary>A dev stack with these parameters and the defaults of all others.</summary>
    public static Deployment With(params (string Name, string Value)[] parameters) => new(parameters);

    public IEnumerable<string> OfType(string type) => Resources.Where(name => _resources[name]!["Type"]!.GetValue<string>() == type);

    public JsonObject Resource(string name) => _resources[name]!.AsObject();

    public JsonObject Properties(string name) => _resources[name]!["Properties"]!.AsObject();

    public string Output(string name) => _outputs[name]!["Value"]!.GetValue<string>();

    private static JsonNode Value(string type, string text) => type == "CommaDelimitedList" ? new JsonArray([.. text.Split(',').Select(part => JsonValue.Create(part))]) : text;

    private void Fill(JsonObject section, string name)
    {
        foreach (var (key, value) in Section(name))
        {
            if (value!["Condition"] is not { } condition || Holds(condition.GetValue<string>()))
            {
                section[key] = Resolve(value);
            }
        }
    }

    private JsonObject Section(string name) => _template[name]!.AsObject();

    private bool Holds(string condition) => IsTrue(_template["Conditions"]![condition]!);

    private bool IsTrue(JsonNode node)
    {
        var (function, argument) = node.AsObject().Single();
        return function switch
        {
            "Condition" => Holds(argument!.GetValue<string>()),
            "Fn::And" => argument!.AsArray().All(each => IsTrue(each!)),
            "Fn::Or" => argument!.AsArray().Any(each => IsTrue(each!)),
            "Fn::Not" => !IsTrue(argument!.AsArray().Single()!),
            "Fn::Equals" => Text(argument![0]!) == Text(argument[1]!),
            "Fn::Contains" => argument![0]!.AsArray().Any(each => Text(each!) == Text(argument[1]!)),
            "Fn::EachMemberEquals" => Resolve(argument![0]!)!.AsArray().All(each => Text(each!) == Text(argument[1]!)),
            _ => throw new NotSupportedException(function),
        };
    }

    private string Text(JsonNode node) => Resolve(node)!.ToString();

    /// <summary>Evaluates intrinsic functions. Null stands for AWS::NoValue.</summary>
    private JsonNode? Resolve(JsonNode? node) => node switch
    {
        JsonObject { Count: 1 } single when single.Single() is var (function, argument) && (function == "Ref" || function.StartsWith("Fn::", StringComparison.Ordinal)) => Intrinsic(function, argument!),
        JsonObject map => new JsonObject(map.Select(each => KeyValuePair.Create(each.Key, Resolve(each.Value))).Where(each => each.Value is not null)),
        JsonArray array => new JsonArray([.. array.Select(Resolve).Where(each => each is not null)]),
        null => null,
        _ => node.DeepClone(),
    };

    private JsonNode? Intrinsic(string function, JsonNode argument) => function switch
    {
        "Ref" => Referred(argument.GetValue<string>()),
        "Fn::GetAtt" => $"${{{argument[0]}.{argument[1]}}}",
        "Fn::If" => Resolve(argument[Holds(argument[0]!.GetValue<string>()) ? 1 : 2]),
        "Fn::Join" => string.Join(argument[0]!.GetValue<string>(), Resolve(argument[1]!)!.AsArray().Select(part => part!.ToString())),
        "Fn::Sub" when argument is JsonArray array => Substituted(array[0]!.GetValue<string>(), array[1]!.AsObject()),
        "Fn::Sub" => Substituted(argument.GetValue<string>(), []),
        _ => throw new NotSupportedException(function),
    };

    private JsonNode? Referred(string name) => name == "AWS::NoValue" ? null : _values.TryGetValue(name, out var value) ? value.DeepClone() : $"${{{name}}}";

    private string Substituted(string text, JsonObject variables) => Variable().Replace(text, match =>
        variables[match.Groups["name"].Value] is { } variable ? Text(variable)
        : _values.TryGetValue(match.Groups["name"].Value, out var value) ? value.ToString() : match.Value);

    [GeneratedRegex(@"\$\{(?<name>[A-Za-z0-9_:]+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();
}
