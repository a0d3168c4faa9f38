using System.Collections.Immutable;
using System.Globalization;
using JusInfer.Portal.Reports.Runs;
using JusInfer.Portal.Reports.Usage;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Dimensions;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>Addresses of the requests behind the numbers of a report.</summary>
internal static class UsageLinks
{
    private const string Path = "/developer/requests";

    /// <param name="report">The report.</param>
    /// <param name="group">The values of the groups; null for all.</param>
    /// <param name="period">The part of the period; null for all of it.</param>
    /// <param name="onlyFailed">Whether only failed calls are meant.</param>
    /// <returns>Null if calls without a value are meant, which no filter selects.</returns>
    public static string? Of(
        UsageReport report, ImmutableArray<string>? group, (DateTimeOffset From, DateTimeOffset To)? period = null, bool onlyFailed = false)
    {
        var filter = report.Filter;
        var chosen = group is { } values ? filter.Groups.Select((dimension, index) => (dimension.Name, Value: values[index])).ToArray()
            : [];
        if (chosen.Any(static value => value.Value.Length == 0)) return null;

        // A run counts with all its calls on the day on which it started.
        if (!report.IsFromCalls && chosen.Length == 1
            && filter.Groups[0] == UsageDimensions.Session) return RunLink.Of(chosen[0].Value);
        var (from, to) = period ?? (filter.Period.Start, filter.Period.End);
        var isDays = TimelineStep.Day.Floor(from) == from && TimelineStep.Day.Floor(to) == to;
        if (onlyFailed && filter.Selection.Find(UsageDimensions.Status) is null && chosen.All(static value => value.Name != UsageDimensions.Status.Name))
            chosen = [.. chosen, (UsageDimensions.Status.Name, UsageDimensions.Status.Format(true))];
        var parameters = filter.Parameters.Where(parameter => chosen.All(value => value.Name != parameter.Name)).Concat(chosen)
            .Append(("from", TextOf(from))).Append(("to", TextOf(isDays ? to.AddDays(-1) : to)))
            .Append(("kind", "sent"));
        var query = parameters.Select(static parameter => $"{parameter.Item1}={Uri.EscapeDataString(parameter.Item2)}");
        return $"{Path}?{string.Join('&', query)}";

        // Whole UTC days are days on the page of requests, the last one inclusive.
        string TextOf(DateTimeOffset time) =>
            time.UtcDateTime.ToString(isDays ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }
}
