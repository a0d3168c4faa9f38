namespace JusInfer.Portal.Tenancy;

/// <summary>What an amount that a person typed may be.</summary>
internal static class MoneyRules
{
    public const decimal MaxUsd = 1_000_000m;

    /// <summary>Checks a monthly amount in USD: zero or more, no more than a million, no finer than a billionth.</summary>
    public static void CheckMonthly(this Faults faults, string field, decimal usd)
    {
        if (usd is < 0 or > MaxUsd) faults.Add(field, $"{field} must be from 0 to {MaxUsd:0} USD.");
        if (usd.Scale > 9 && decimal.Round(usd, 9) != usd) faults.Add(field, $"{field} may have at most 9 decimals.");
    }
}
