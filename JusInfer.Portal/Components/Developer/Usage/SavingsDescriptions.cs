using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>What calls cost compared with the baseline model, for people.</summary>
internal static class SavingsDescriptions
{
    /// <param name="sums">The calls.</param>
    /// <param name="baseline">The id of the baseline.</param>
    public static string Of(UsageSums sums, string baseline)
    {
        var (cost, compared) = (sums.Cost.Usd, sums.BaselineCost.Usd);
        return compared >= cost
            ? $"Saved {NumberFormat.Money(compared - cost)} of the {NumberFormat.Money(compared)} that the same tokens cost on {baseline}, with the prompt caches that sessions would have there."
            : $"Spent {NumberFormat.Money(cost - compared)} more than the {NumberFormat.Money(compared)} that the same tokens cost on {baseline}, with the prompt caches that sessions would have there.";
    }
}
