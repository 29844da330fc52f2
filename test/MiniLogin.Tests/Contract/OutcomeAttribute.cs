using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace MiniLogin.Tests.Contract;

/// <summary>Gives a theory every route that has this outcome in docs/openapi.yaml.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OutcomeAttribute(string outcome) : DataAttribute
{
    public string Outcome { get; } = outcome;

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) => ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>(
        [.. ApiDocument.Operations.Where(o => o.Outcomes.Contains(Outcome)).Select(o => new TheoryDataRow(o.Route))]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
