using System.Reflection;
using JusInfer.Portal.Tests.Hosting;
using JusInfer.Portal.Tests.TestKit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(SlowFirst))]

namespace JusInfer.Portal.Tests.TestKit;

/// <summary>
/// Starts the longest tests first, so that at the end of a run no core waits for one of them. In the order of the runner, those of a
/// namespace are neighbors, which all compute or all wait: a hash mixes them, so that one kind has the cores while the other waits.
/// </summary>
internal sealed class SlowFirst : ITestCollectionOrderer
{
    private const string Prefix = "Test collection for ";

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(static one => RankOf(NameOf(one))).ThenBy(static one => HashOf(NameOf(one)))];

    /// <summary>The name of its class, or its own if several classes share it.</summary>
    private static string NameOf(ITestCollection collection)
    {
        var name = collection.TestCollectionDisplayName;
        return name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..].Split(' ')[0] : name;
    }

    private static int RankOf(string name)
    {
        var type = typeof(SlowFirst).Assembly.GetType(name);
        if (type is null) return 2;
        if (type == typeof(ThreeProcessesTests)) return 0;
        return type.GetMethods().Append<MemberInfo>(type).Any(static member => member.IsDefined(typeof(SlowAttribute))) ? 1 : 2;
    }

    /// <summary>FNV-1a, the same in each run. The hash of the runtime is another one in each process.</summary>
    private static uint HashOf(string name) =>
        name.Aggregate(2_166_136_261, static (hash, letter) => unchecked((hash ^ letter) * 16_777_619));
}
