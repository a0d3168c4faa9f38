namespace JusInfer.Portal.Spending.Budgets;

/// <summary>Computes the bounds of budget windows in a time zone.</summary>
internal static class WindowCalendar
{
    /// <summary>The bounds of the window that contains an instant: from the start, before the end.</summary>
    /// <param name="window">The kind of window.</param>
    /// <param name="at">The instant.</param>
    /// <param name="zone">The time zone in which days begin at midnight.</param>
    public static (DateTimeOffset Start, DateTimeOffset End) Of(BudgetWindow window, DateTimeOffset at, TimeZoneInfo zone)
    {
        if (window == BudgetWindow.Total) return (DateTimeOffset.UnixEpoch, Timestamps.Never);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);
        var (first, next) = window switch
        {
            BudgetWindow.Day => (today, today.AddDays(1)),
            BudgetWindow.Week when today.AddDays(-(((int)today.DayOfWeek + 6) % 7)) is var monday => (monday, monday.AddDays(7)),
            BudgetWindow.Month when new DateOnly(today.Year, today.Month, 1) is var start => (start, start.AddMonths(1)),
            _ => throw new ArgumentOutOfRangeException(nameof(window), window, "Unknown window."),
        };
        return (MidnightOf(first, zone), MidnightOf(next, zone));
    }

    /// <summary>
    /// The first instant of a day. If the clocks skip midnight, that is the end of the gap; if they repeat it, the first of the two.
    /// </summary>
    private static DateTimeOffset MidnightOf(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(15);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
