using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace JusInfer.Clients.Infrastructure;

/// <summary>The test is made once for everything that a client may meet, and there once for each of these values, if any are given.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class EveryBehindAttribute(params string[] values) : DataAttribute
{
    private protected virtual IReadOnlyList<Behind> All => Behinds.Living;

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new(values.Length == 0
            ? [.. All.Select(static behind => new TheoryDataRow<Behind>(behind))]
            : [.. All.SelectMany(_ => values, static (behind, value) => new TheoryDataRow<Behind, string>(behind, value))]);

    public override bool SupportsDiscoveryEnumeration() => true;
}

/// <summary>The same for every provider whose streams die in their middle.</summary>
public sealed class EveryDyingAttribute(params string[] values) : EveryBehindAttribute(values)
{
    private protected override IReadOnlyList<Behind> All => Behinds.Dying;
}
