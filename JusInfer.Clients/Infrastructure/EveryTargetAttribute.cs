using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace JusInfer.Clients.Infrastructure;

/// <summary>Runs the test once for each uninterrupted target, combined with each of the values if any are given.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class EveryTargetAttribute(params string[] values) : DataAttribute
{
    private protected virtual IReadOnlyList<ClientTarget> All => ClientTargets.Uninterrupted;

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new(values.Length == 0
            ? [.. All.Select(static target => new TheoryDataRow<ClientTarget>(target))]
            : [.. All.SelectMany(_ => values, static (target, value) => new TheoryDataRow<ClientTarget, string>(target, value))]);

    public override bool SupportsDiscoveryEnumeration() => true;
}

/// <summary>Runs the test once with a gateway in demo mode.</summary>
public sealed class DemoTargetAttribute(params string[] values) : EveryTargetAttribute(values)
{
    private protected override IReadOnlyList<ClientTarget> All => [ClientTarget.Demo];
}

/// <summary>Runs the test once for each target whose streams are interrupted.</summary>
public sealed class EveryInterruptedTargetAttribute(params string[] values) : EveryTargetAttribute(values)
{
    private protected override IReadOnlyList<ClientTarget> All => ClientTargets.Interrupted;
}
