using Xunit.v3;

namespace MiniLogin.Tests.Support;

/// <summary>
/// Marks a class whose tests take long, because they start other programs or take thousands of steps. Such classes start first,
/// and the fast subset leaves them out: AGENTS.md has its command.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class SlowAttribute : Attribute, ITraitAttribute
{
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Category", "Slow")];
}
