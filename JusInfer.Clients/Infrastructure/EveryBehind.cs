using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace JusInfer.Clients.Infrastructure;

/// <summary>The test is made once for everything that a client may meet, and there once for each of these values, if any are given.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EveryBehindAttribute(params string[] values) : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        var all = Enum.GetValues<Behind>();
        return new(values.Length == 0
            ? [.. all.Select(static behind => new TheoryDataRow<Behind>(behind))]
            : [.. all.SelectMany(_ => values, static (behind, value) => new TheoryDataRow<Behind, string>(behind, value))]);
    }

    public override bool SupportsDiscoveryEnumeration() => true;
}
