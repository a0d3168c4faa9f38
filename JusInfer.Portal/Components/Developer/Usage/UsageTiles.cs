using System.Collections.Immutable;
using System.Globalization;
using JusInfer.Portal.Components.Developer.Overview;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Reports.Usage;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>The totals of a period with their change and course.</summary>
internal static class UsageTiles
{
    public static ImmutableArray<OverviewTile> Of(UsageExploration view)
    {
        var failed = view.Total.Sums.Errors;
        return
        [
            Spend(view), Of(view, "requests"), CacheHits(view),
            Of(view, "error_ratio", failed == 0 ? "none failed" : $"{NumberFormat.Count(failed)} failed"),
        ];
    }

    public static OverviewTile Spend(UsageExploration view) => Of(view, UsageMeasures.Cost.Name, ForecastOf(view));

    public static OverviewTile CacheHits(UsageExploration view) => Of(view, "cache_ratio", "of the input tokens");

    /// <param name="view">The report.</param>
    /// <param name="measure">The name of a column.</param>
    /// <param name="note">What else to know.</param>
    public static OverviewTile Of(UsageExploration view, string measure, string? note = null)
    {
        var column = UsageMeasures.All.First(column => column.Name == measure);
        var period = view.Report.Filter.Period;
        var buckets = period.Buckets.Select(start => (Start: start, Row: UsageRow.Sum(view.Buckets[start]))).ToArray();
        var texts = buckets.Where(static bucket => bucket.Row.Sums.Requests > 0)
            .Select(bucket => (bucket.Start, UsageText.Of(column, bucket.Row)));
        return new OverviewTile(
            column.Label,
            UsageText.Of(column, view.Total),
            view.Previous is { } previous ? ChangeOf(column, view.Compared, previous, period.PreviousName) : null,
            note,
            [.. buckets.Select(bucket => Math.Max(0, UsageText.Number(column, bucket.Row) ?? 0))],
            period.Describe(texts) is { Length: > 0 } text ? text : "No calls");
    }

    /// <summary>
    /// What the month will have cost at its current rate; null on its first day, without spend, and in periods that do not contain its
    /// days.
    /// </summary>
    private static string? ForecastOf(UsageExploration view)
    {
        var period = view.Report.Filter.Period;
        var months = period.Calendar with { Step = TimelineStep.Month };
        var (start, end) = (months.Floor(period.Now), months.After(months.Floor(period.Now)));
        if (period.Start > start || !period.LastIsIncomplete || period.Step == TimelineStep.Week || period.Now < start.AddDays(1))
            return null;
        var spent = view.Buckets.Where(bucket => bucket.Key >= start).Sum(static bucket => UsageRow.Sum(bucket).Sums.Cost.Usd);
        if (spent == 0) return null;
        var expected = NumberFormat.Money(spent * (decimal)((end - start) / (period.Now - start)));
        return $"{expected} expected by {DateFormat.Day(UsageCalendar.DayOf(end.AddTicks(-1)), hasYear: false)}";
    }

    /// <summary>Percent of a sum, points of a ratio.</summary>
    private static string? ChangeOf(UsageColumn column, UsageRow now, UsageRow before, string name)
    {
        if (UsageText.Number(column, before) is not { } earlier || UsageText.Number(column, now) is not { } current) return null;
        if (column.Unit == UsageUnit.Ratio)
        {
            var points = Math.Round(current - earlier);
            return points == 0 ? $"no change vs {name}" : $"{Signed(points)} point{(Math.Abs(points) == 1 ? "" : "s")} vs {name}";
        }

        return ChangeOf(current, earlier, name);
    }

    /// <summary>The change of a sum in percent.</summary>
    /// <param name="current">The sum.</param>
    /// <param name="earlier">The sum of the period before.</param>
    /// <param name="name">That period, such as <c>last month</c>.</param>
    public static string? ChangeOf(decimal current, decimal earlier, string name)
    {
        if (earlier <= 0) return earlier < 0 || current == 0 ? null : $"{name}: none";
        var ratio = (current - earlier) / earlier;
        return ratio switch
        {
            > -0.005m and < 0.005m => $"no change vs {name}",
            > 9 => $"{NumberFormat.Count((long)Math.Round(ratio + 1))}\u00D7 {name}",
            _ => $"{Signed(Math.Round(100 * ratio))}% vs {name}",
        };
    }

    private static string Signed(decimal number) => number.ToString("+0;\u22120", CultureInfo.InvariantCulture);
}
