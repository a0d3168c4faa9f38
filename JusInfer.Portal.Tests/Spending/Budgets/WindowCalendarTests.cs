using JusInfer.Portal.Spending.Budgets;

namespace JusInfer.Portal.Tests.Spending.Budgets;

public sealed class WindowCalendarTests
{
    private static readonly string[] Zones =
    [
        "UTC", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia",
        "Pacific/Chatham", "Africa/Cairo", "America/Havana", "Asia/Beirut", "America/St_Johns", "Pacific/Kiritimati",
    ];

    [Theory]
    [InlineData(nameof(BudgetWindow.Day), "2026-03-29T12:00Z", "2026-03-28T23:00Z", "2026-03-29T22:00Z")] // the clocks go forward: 23 hours
    [InlineData(nameof(BudgetWindow.Day), "2026-10-25T12:00Z", "2026-10-24T22:00Z", "2026-10-25T23:00Z")] // and back: 25 hours
    [InlineData(nameof(BudgetWindow.Week), "2026-03-29T12:00Z", "2026-03-22T23:00Z", "2026-03-29T22:00Z")] // a Sunday ends the week
    [InlineData(nameof(BudgetWindow.Month), "2028-02-29T12:00Z", "2028-01-31T23:00Z", "2028-02-29T23:00Z")] // leap day
    [InlineData(nameof(BudgetWindow.Month), "2025-12-31T23:30Z", "2025-12-31T23:00Z", "2026-01-31T23:00Z")] // already January there
    public void A_window_begins_at_midnight_of_the_teams_time_zone(string window, string at, string start, string end)
    {
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

        WindowCalendar.Of(Enum.Parse<BudgetWindow>(window), Time(at), berlin).ShouldBe((Time(start), Time(end)));
    }

    [Fact]
    public void A_total_window_has_no_end()
    {
        var (start, end) = WindowCalendar.Of(BudgetWindow.Total, Time("2026-03-04T05:06Z"), TimeZoneInfo.Utc);

        start.ShouldBe(DateTimeOffset.UnixEpoch);
        end.ShouldBe(Timestamps.Never);
    }

    /// <summary>Timestamps over 30 years, many of them around midnights, in zones with all kinds of changes of the clock.</summary>
    [Fact]
    public void Windows_cover_all_time_without_gaps_and_overlaps()
    {
        var random = new Random(20260304);
        foreach (var zone in Zones.Select(TimeZoneInfo.FindSystemTimeZoneById))
        {
            foreach (var window in new[] { BudgetWindow.Day, BudgetWindow.Week, BudgetWindow.Month })
            {
                for (var i = 0; i < 400; i++)
                {
                    var at = Time("2000-01-01T00:00Z").AddMinutes(random.Next(30 * 365 * 24 * 60));
                    var (start, end) = WindowCalendar.Of(window, at, zone);

                    (start <= at && at < end).ShouldBeTrue($"{zone.Id} {window} {at:o}: {start:o} to {end:o}");
                    WindowCalendar.Of(window, start, zone).ShouldBe((start, end), $"{zone.Id} {window} {start:o}");
                    WindowCalendar.Of(window, end, zone).Start.ShouldBe(end, $"{zone.Id} {window} {end:o}");
                    WindowCalendar.Of(window, end.AddTicks(-1), zone).ShouldBe((start, end), $"{zone.Id} {window}");
                    var local = TimeZoneInfo.ConvertTime(start, zone).DateTime;
                    if (window == BudgetWindow.Month) local.Day.ShouldBe(1);
                    if (window == BudgetWindow.Week) local.DayOfWeek.ShouldBe(DayOfWeek.Monday);
                }
            }
        }
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
