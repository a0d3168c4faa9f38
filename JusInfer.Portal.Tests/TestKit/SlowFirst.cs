using System.Reflection;
using JusInfer.Portal.Tests.Hosting;
using JusInfer.Portal.Tests.TestKit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(SlowFirst))]

namespace JusInfer.Portal.Tests.TestKit;

/// <summary>Starts the longest tests first, so that at the end of a run no core waits for one of them.</summary>
internal sealed class SlowFirst : ITestCollectionOrderer
{
    private const string Prefix = "Test collection for ";

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections.OrderBy(static collection => RankOf(collection.TestCollectionDisplayName))];

    private static int RankOf(string collection)
    {
        if (!collection.StartsWith(Prefix, StringComparison.Ordinal)) return 2;
        var type = typeof(SlowFirst).Assembly.GetType(collection[Prefix.Length..].Split(' ')[0]);
        if (type == typeof(ThreeProcessesTests)) return 0;
        return type?.GetCustomAttribute<SlowAttribute>() is null ? 2 : 1;
    }
}
