namespace JusInfer.Portal.Admission.Leases;

/// <summary>The most that may be spent of an allowance.</summary>
internal readonly record struct Limit(Allowance Allowance, NanoUsd Amount)
{
    /// <summary>The lowest limit of each allowance: several budgets can limit the same calls.</summary>
    public static Limit[] Lowest(Limit[] limits)
    {
        for (var i = 1; i < limits.Length; i++)
        {
            for (var other = 0; other < i; other++)
            {
                if (limits[i].Allowance == limits[other].Allowance)
                    return [.. limits.GroupBy(static one => one.Allowance, static (_, same) => same.MinBy(static one => one.Amount))];
            }
        }

        return limits;
    }
}
