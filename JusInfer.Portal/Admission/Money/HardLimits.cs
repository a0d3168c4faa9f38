using System.Collections.Immutable;
using JusInfer.Portal.Admission.Leases;

namespace JusInfer.Portal.Admission.Money;

/// <summary>The limits that a call holds its cost of, and that are never exceeded. Calls of a key share it: nothing changes the arrays.</summary>
/// <param name="All">The limits.</param>
/// <param name="Amounts">The lowest limit of each allowance.</param>
internal sealed record HardLimits(CallLimit[] All, Limit[] Amounts)
{
    public static HardLimits Create(ImmutableArray<CallLimit> limits, ImmutableArray<string> models, bool isSimulated)
    {
        CallLimit[] hard = [.. limits.Where(limit => limit.IsHard && limit.AppliesTo(models, isSimulated))];
        return new HardLimits(hard, Limit.Lowest(Array.ConvertAll(hard, static limit => limit.Limit)));
    }
}
