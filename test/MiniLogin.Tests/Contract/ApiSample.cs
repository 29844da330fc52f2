using System.Text.Json.Nodes;

namespace MiniLogin.Tests.Contract;

/// <summary>A value for a field, or its absence.</summary>
internal sealed record ApiSample(JsonNode? Value, bool IsAbsent)
{
    public static ApiSample Absent { get; } = new(null, IsAbsent: true);

    public string Text => Value!.GetValue<string>();

    public static ApiSample From(string text) => new(JsonValue.Create(text), IsAbsent: false);

    public override string ToString() => IsAbsent ? "absent" : Value?.ToJsonString() ?? "null";
}
