using System.Globalization;

namespace JusInfer.Portal.Usage;

/// <summary>The periods of one length, in UTC.</summary>
internal sealed record UsageCalendar(TimelineStep Step)
{
    /// <summary>The start of the period that contains a time.</summary>
    public DateTimeOffset Floor(DateTimeOffset time) =>
        Step is TimelineStep.FiveMinutes or TimelineStep.Hour ? Step.Floor(time) : StartOf(FirstDayOf(DayOf(time)));

    /// <summary>The start of the next period.</summary>
    /// <param name="start">The start of a period.</param>
    public DateTimeOffset After(DateTimeOffset start)
    {
        if (Step is TimelineStep.FiveMinutes or TimelineStep.Hour) return start + Step.Length;
        var day = DayOf(start);
        return StartOf(Step switch { TimelineStep.Week => day.AddDays(7), TimelineStep.Month => day.AddMonths(1), _ => day.AddDays(1) });
    }

    /// <summary>The starts of the periods that contain a part of a range.</summary>
    public IEnumerable<DateTimeOffset> Starts(DateTimeOffset from, DateTimeOffset to)
    {
        for (var start = Floor(from); start < to; start = After(start)) yield return start;
    }

    /// <summary>The day that contains a time.</summary>
    public static DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);

    public static DateTimeOffset StartOf(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);

    /// <summary>Such as <c>2026-11-20</c>, <c>2026-11</c>, or a UTC time.</summary>
    public string LabelOf(DateTimeOffset start) => Step switch
    {
        TimelineStep.FiveMinutes or TimelineStep.Hour => start.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture),
        TimelineStep.Month => DayOf(start).ToString("yyyy-MM", CultureInfo.InvariantCulture),
        _ => DayOf(start).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    };

    private DateOnly FirstDayOf(DateOnly day) => Step switch
    {
        TimelineStep.Week => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
        TimelineStep.Month => new DateOnly(day.Year, day.Month, 1),
        _ => day,
    };
}
