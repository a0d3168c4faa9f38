using System.Collections.Immutable;
using System.Globalization;

namespace JusInfer.Portal.Components.Developer.Tenant;

/// <summary>The calendar months (UTC) of statements, as <c>2026-11</c>.</summary>
internal static class StatementMonth
{
    private const int MaxListed = 24;

    public static string Format(DateTimeOffset month) => month.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <returns>The start of the month; of the present one if the text is not a month from the year 2000 to the present one.</returns>
    public static DateTimeOffset Parse(string? text, DateTimeOffset now)
    {
        var present = UtcMonth.Of(now);
        return DateTimeOffset.TryParseExact(text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var month) && month <= present && month.Year >= 2000
            ? month
            : present;
    }

    /// <summary>The months from the present one back to the one of the team's beginning, at most 24.</summary>
    public static ImmutableArray<DateTimeOffset> Of(DateTimeOffset teamCreatedAt, DateTimeOffset now)
    {
        var first = UtcMonth.Of(teamCreatedAt);
        return [.. Enumerable.Range(0, MaxListed).Select(back => UtcMonth.Of(now).AddMonths(-back)).TakeWhile(month => month >= first || month == UtcMonth.Of(now))];
    }
}
