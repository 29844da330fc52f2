using System.Reflection;
using MiniLogin.Tests.Secrets;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(MiniLogin.Tests.Support.RunOrder))]

namespace MiniLogin.Tests.Support;

/// <summary>Slow collections start first, so that none of them runs alone at the end. What searches the output of the run comes last.</summary>
public sealed class RunOrder : ITestCollectionOrderer
{
    // A collection without a name of its own is named after its class.
    private static readonly string[] Slow =
    [
        .. typeof(RunOrder).Assembly.GetTypes().Where(t => t.IsDefined(typeof(SlowAttribute), inherit: false))
            .Select(t => t.GetCustomAttribute<CollectionAttribute>()?.Name ?? t.FullName!),
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(c => c.TestCollectionDisplayName == nameof(WholeRunTests)).ThenBy(c => !Slow.Any(c.TestCollectionDisplayName.Contains))];
}
