using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(MiniLogin.Tests.Secrets.LastCollection))]

namespace MiniLogin.Tests.Secrets;

/// <summary>Runs WholeRunTests after all other tests.</summary>
public sealed class LastCollection : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(c => c.TestCollectionDisplayName == nameof(WholeRunTests))];
}
