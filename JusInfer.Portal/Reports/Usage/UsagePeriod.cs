using System.Collections.Immutable;
using System.Globalization;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Reports.Usage;

/// <summary>
/// A period of usage, and the periods of its chart. Invalid values fall back to the last seven days, so that an old bookmark still opens.
/// </summary>
internal sealed record UsagePeriod
{
    public const string DefaultRange = "7d";

    /// <summary>The maximum number of days of a custom period.</summary>
    public const int MaxDays = 366;

    /// <summary>The maximum number of columns of a chart.</summary>
    private const int MaxBuckets = 400;

    /// <summary>Custom periods of so many days have a bucket per hour.</summary>
    private const int MaxDaysInHours = 2;

    private const int HoursPerDay = 24;

    private const int MinutesPerHour = 60;

    /// <summary>The lengths of buckets that a person can choose, by their names in the query string.</summary>
    public static readonly ImmutableArray<(string Name, TimelineStep Step, string Label)> Steps =
    [
        ("hour", TimelineStep.Hour, "Hour"), ("day", TimelineStep.Day, "Day"), ("week", TimelineStep.Week, "Week"),
        ("month", TimelineStep.Month, "Month"),
    ];

    /// <summary>
    /// <c>1h</c>, <c>24h</c>, <c>7d</c>, <c>30d</c>, <c>month</c>, or null if the query names the first and the last day.
    /// </summary>
    public string? Range { get; private init; }

    /// <summary>The first day.</summary>
    public DateOnly From { get; private init; }

    /// <summary>The last day, inclusive.</summary>
    public DateOnly To { get; private init; }

    public DateTimeOffset Start { get; init; }

    public DateTimeOffset End { get; init; }

    /// <summary>The buckets of a chart.</summary>
    public required UsageCalendar Calendar { get; init; }

    public TimelineStep Step => Calendar.Step;

    /// <summary>Those of <see cref="Steps"/> with which a chart of the period has not too many columns.</summary>
    public IEnumerable<(string Name, TimelineStep Step, string Label)> PossibleSteps =>
        Steps.Where(known => (End - Start) / known.Step.Length <= MaxBuckets);

    /// <summary>Now, when the query was read.</summary>
    public DateTimeOffset Now { get; private init; }

    /// <summary>The start of every bucket that has begun, including those without a call.</summary>
    public ImmutableArray<DateTimeOffset> Buckets => [.. Calendar.Starts(Start, End).Where(start => start <= Now || Start > Now)];

    /// <summary>Whether the last bucket has not ended.</summary>
    public bool LastIsIncomplete => Start <= Now && Now < End;

    /// <summary>The length of the shortest periods that are summed, of which whole ones are compared.</summary>
    public TimelineStep Clock { get; init; } = TimelineStep.Hour;

    /// <summary>
    /// The end of the part of this period that is compared with the period before: whole hours, or whole days of a long one. It is not
    /// after now, and may be the start.
    /// </summary>
    public DateTimeOffset ComparedEnd => LastIsIncomplete ? (Calendar with { Step = Clock }).Floor(Now) : End;

    /// <summary>What the period is compared with, after "vs".</summary>
    public string PreviousName => Range switch
    {
        "1h" => "the hour before",
        "24h" => "the 24 hours before",
        "month" => "last month",
        _ => (To.DayNumber - From.DayNumber + 1) switch { 1 => "the day before", var days => $"the {days} days before" },
    };

    /// <param name="get">The values of the query string by their names.</param>
    /// <param name="now">The current time.</param>
    public static UsagePeriod Parse(Func<string, string?> get, DateTimeOffset now)
    {
        var (range, from, to) = Days(get, UsageCalendar.DayOf(now));
        var (start, end, step) = range switch
        {
            "1h" => Last(TimelineStep.FiveMinutes, MinutesPerHour / 5),
            "24h" => Last(TimelineStep.Hour, HoursPerDay),
            _ => (UsageCalendar.StartOf(from), UsageCalendar.StartOf(to.AddDays(1)),
                range is null && to.DayNumber - from.DayNumber < MaxDaysInHours ? TimelineStep.Hour : TimelineStep.Day),
        };
        var period = new UsagePeriod
        {
            Range = range,
            From = from,
            To = to,
            Start = start,
            End = end,
            Calendar = new UsageCalendar(step),
            Clock = step == TimelineStep.FiveMinutes ? step : TimelineStep.Hour,
            Now = now,
        };
        return range != "1h" && period.PossibleSteps.FirstOrDefault(known => known.Name == get("step")) is { Name: not null } chosen
            ? period with { Calendar = new UsageCalendar(chosen.Step) }
            : period;

        (DateTimeOffset Start, DateTimeOffset End, TimelineStep Step) Last(TimelineStep length, int buckets)
        {
            var last = length.Floor(now);
            return (last - (buckets - 1) * length.Length, last + length.Length, length);
        }
    }

    /// <summary>A range of time, as in the API.</summary>
    public static UsagePeriod Exactly(DateTimeOffset from, DateTimeOffset to, DateTimeOffset now) => new()
    {
        From = UsageCalendar.DayOf(from),
        To = UsageCalendar.DayOf(to.AddTicks(-1)),
        Start = from,
        End = to,
        Calendar = new UsageCalendar(TimelineStep.Day),
        Now = now,
    };

    /// <summary>The end of this period, from a later start on.</summary>
    public UsagePeriod Since(DateTimeOffset start) => this with { Range = null, From = UsageCalendar.DayOf(start), Start = start };

    public UsageWindow WindowOf(TeamId team) => new(team, Start, End);

    /// <summary>
    /// The period before this one that is compared with it. It ends as long after its start as <see cref="ComparedEnd"/> is after the
    /// start of this one.
    /// </summary>
    public UsageWindow PreviousWindowOf(TeamId team)
    {
        var start = Range == "month" ? UsageCalendar.StartOf(From.AddMonths(-1)) : Start - (End - Start);
        var end = start + (ComparedEnd - Start);
        return new UsageWindow(team, start, end > Start ? Start : end);
    }

    /// <summary>
    /// The label of a bucket in a chart (UTC), such as <c>25 Nov</c>, <c>Week of 23 Nov</c>, <c>Nov 2026</c>, <c>14:00</c> or
    /// <c>25 Nov, 14:00</c>: with the day if the period has several, and with the year if it is not the current one in all of the period.
    /// </summary>
    public string LabelOf(DateTimeOffset start)
    {
        var (first, last) = (Calendar.Floor(Start), LastIsIncomplete ? Now : End.AddTicks(-1));
        var day = DateFormat.Day(UsageCalendar.DayOf(start), hasYear: first.Year != Now.Year || last.Year != Now.Year);
        return Step switch
        {
            TimelineStep.FiveMinutes or TimelineStep.Hour when first.Date == last.Date => DateFormat.Clock(start),
            TimelineStep.FiveMinutes or TimelineStep.Hour => $"{day}, {DateFormat.Clock(start)}",
            TimelineStep.Week => $"Week of {day}",
            TimelineStep.Month => DateFormat.Month(start),
            _ => day,
        };
    }

    /// <summary>The values of buckets as one text; empty if there are none.</summary>
    public string Describe(IEnumerable<(DateTimeOffset Start, string Value)> buckets)
    {
        var text = string.Join("; ", buckets.Select(bucket => $"{LabelOf(bucket.Start)}: {bucket.Value}"));
        return text.Length == 0 ? "" : $"{text} (UTC)";
    }

    private static (string? Range, DateOnly From, DateOnly To) Days(Func<string, string?> get, DateOnly today)
    {
        if (Day(get("from")) is { } from && Day(get("to")) is { } to && from <= to && to.DayNumber - from.DayNumber < MaxDays)
            return (null, from, to);
        return get("range") switch
        {
            "1h" => ("1h", today, today),
            "24h" => ("24h", today.AddDays(-1), today),
            "30d" => ("30d", today.AddDays(-29), today),
            "month" => ("month", new DateOnly(today.Year, today.Month, 1), today),
            _ => (DefaultRange, today.AddDays(-6), today),
        };
    }

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day.Year is >= 2000 and < 2100
            ? day
            : null;
}
