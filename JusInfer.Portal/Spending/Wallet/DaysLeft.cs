namespace JusInfer.Portal.Spending.Wallet;

/// <summary>Estimates for how many days a wallet's money lasts.</summary>
internal static class DaysLeft
{
    /// <summary>The number of days, with today, whose cost is averaged.</summary>
    public const int Days = 7;

    /// <param name="available">The available money.</param>
    /// <param name="daily">The cost of recent days. Days without cost are not averaged.</param>
    /// <returns>Days, with one decimal; null if no day has a cost.</returns>
    public static decimal? DaysOf(NanoUsd available, IEnumerable<NanoUsd> daily)
    {
        var costs = daily.Where(cost => cost > NanoUsd.Zero).Select(cost => cost.Usd).ToList();
        return costs.Count == 0 ? null : Math.Round(Math.Max(0, available.Usd) / costs.Average(), 1);
    }
}
