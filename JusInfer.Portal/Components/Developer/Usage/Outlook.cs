using System.Globalization;
using JusInfer.Portal.Reports.Formats;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>What the pace of the spend means, in sentences: the expected spend of the month, and how long the wallet lasts.</summary>
internal static class Outlook
{
    /// <returns>Null if nothing can be expected yet.</returns>
    public static string? Describe(UsageViewModel view)
    {
        var sentences = new[] { Forecast(view), Runway(view) }.OfType<string>().ToArray();
        return sentences.Length == 0 ? null : string.Join(' ', sentences);
    }

    /// <summary>Only for the current month, from its second day on.</summary>
    private static string? Forecast(UsageViewModel view)
    {
        var query = view.Query;
        if (query.Range != "month" || view.Total.Cost <= NanoUsd.Zero || query.Now < query.Start.AddDays(1)) return null;
        var end = query.Start.AddMonths(1);
        var expected = view.Total.Cost.Usd * (decimal)((end - query.Start) / (query.Now - query.Start));
        return string.Create(CultureInfo.InvariantCulture, $"At this pace, {NumberFormat.Money(expected)} by the end of {query.Start:MMMM}.");
    }

    private static string? Runway(UsageViewModel view) => view.RunwayDays is { } days
        ? $"The wallet lasts {days.ToString("0.#", CultureInfo.InvariantCulture)} days at the pace of the last {Spending.Wallet.DaysLeft.Days} days."
        : null;
}
