using System.Collections.Immutable;
using System.Globalization;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Reports.Usage;

/// <summary>
/// The period, the filters and the group of the Usage tab. Invalid values fall back to the last seven days, no filter and models, so that an
/// old bookmark still opens.
/// </summary>
internal sealed record UsageQuery
{
    public const string DefaultRange = "7d";

    /// <summary>The maximum number of days of a custom period.</summary>
    public const int MaxDays = 366;

    /// <summary>Custom periods of so many days have a bucket per hour.</summary>
    private const int MaxDaysInHours = 2;

    private const int HoursPerDay = 24;

    private const int MinutesPerHour = 60;

    /// <summary>The names in the query string.</summary>
    public static readonly ImmutableArray<(UsageGroup Group, string Name, string Label)> Groups =
    [
        (UsageGroup.Model, "model", "Model"), (UsageGroup.Key, "key", "Key"), (UsageGroup.Member, "member", "Member"), (UsageGroup.Provider, "provider", "Provider"),
        (UsageGroup.User, "user", "End user"), (UsageGroup.Repository, "repository", "Repository"), (UsageGroup.Label, "label", "Label"), (UsageGroup.Session, "run", "Run"),
    ];

    /// <summary><c>1h</c>, <c>24h</c>, <c>7d</c>, <c>30d</c>, <c>month</c>, or null if the query names the first and the last day.</summary>
    public string? Range { get; private init; }

    /// <summary>The first UTC day.</summary>
    public DateOnly From { get; private init; }

    /// <summary>The last UTC day, inclusive.</summary>
    public DateOnly To { get; private init; }

    /// <summary>The start of the first bucket.</summary>
    public DateTimeOffset Start { get; private init; }

    /// <summary>The end of the last bucket.</summary>
    public DateTimeOffset End { get; private init; }

    public TimelineStep Step { get; private init; }

    /// <summary>Now, when the query was read.</summary>
    public DateTimeOffset Now { get; private init; }

    public KeyId? Key { get; private init; }

    public MemberId? Member { get; private init; }

    public string? Model { get; private init; }

    public string? Provider { get; private init; }

    /// <summary>True: only failed requests; false: only successful ones; null: both.</summary>
    public bool? Errors { get; private init; }

    /// <summary>The repository that clients named.</summary>
    public string? Repository { get; private init; }

    /// <summary>The label that clients named.</summary>
    public string? Label { get; private init; }

    public RequestId? After { get; private init; }

    public UsageGroup Group { get; private init; }

    /// <summary>Whether to list all groups instead of the most expensive ones.</summary>
    public bool ListsAll { get; private init; }

    public bool IsFiltered => Key is not null || Member is not null || Model is not null || Provider is not null || Errors is not null || Labels.HasLabel;

    /// <summary>Whether single calls are summed, because no table of sums has the buckets or the filters.</summary>
    public bool ReadsCalls => Step == TimelineStep.FiveMinutes || Labels.HasLabel;

    /// <summary>Callers choose the names of the groups, so there are no sums of them per hour, key or model. Where single calls are summed, they have the names.</summary>
    public bool IsGroupedByName => !ReadsCalls && Group is UsageGroup.User or UsageGroup.Session or UsageGroup.Repository or UsageGroup.Label;

    /// <summary>The filters by repository and label only.</summary>
    public UsageSumFilter Labels => new() { Repository = Repository, Label = Label };

    public UsageSumFilter SumFilter => Labels with { Key = Key, Member = Member, Model = Model, Provider = Provider, Errors = Errors };

    /// <summary>The start of every bucket that has begun, including those without a call.</summary>
    public ImmutableArray<DateTimeOffset> Buckets
    {
        get
        {
            var buckets = ImmutableArray.CreateBuilder<DateTimeOffset>();
            for (var start = Start; start < End && (start <= Now || Start > Now); start += Step.Length) buckets.Add(start);
            return buckets.ToImmutable();
        }
    }

    /// <summary>Whether the last bucket has not ended.</summary>
    public bool LastIsIncomplete => Start <= Now && Now < End;

    /// <summary>Whether whole hours are compared with the period before: the table of sums has no shorter periods.</summary>
    public bool IsComparedByHours => !ReadsCalls;

    /// <summary>The end of the part of this period that is compared with the period before. It is not after now, and may be the start.</summary>
    public DateTimeOffset ComparedEnd => !LastIsIncomplete ? End : IsComparedByHours ? TimelineStep.Hour.Floor(Now) : Now;

    /// <summary>The whole UTC days that contain the period. Groups whose names callers choose are summed over them.</summary>
    public (DateTimeOffset Start, DateTimeOffset End) WholeDays
    {
        get
        {
            var last = TimelineStep.Day.Floor(End);
            return (TimelineStep.Day.Floor(Start), last == End ? last : last.AddDays(1));
        }
    }

    /// <summary>The part of this period that is compared with the period before.</summary>
    public UsageWindow ComparedWindowOf(TeamId team) => new(team, Start, ComparedEnd);

    /// <summary>The period before this one that is compared with it. It ends as long after its start as <see cref="ComparedEnd"/> is after the start of this one.</summary>
    public UsageWindow PreviousWindowOf(TeamId team)
    {
        var start = Range == "month" ? Start.AddMonths(-1) : Start - (End - Start);
        var end = start + (ComparedEnd - Start);
        return new UsageWindow(team, start, end > Start ? Start : end);
    }

    /// <summary>What the period is compared with, after "than in" or "as in".</summary>
    public string PreviousName => Range switch
    {
        "1h" => "the hour before",
        "24h" => "the 24 hours before",
        "month" => "the same days of last month",
        _ => (To.DayNumber - From.DayNumber + 1) switch { 1 => "the day before", var days => $"the {days} days before" },
    };

    public static UsageQuery Parse(UsageQueryString query, DateTimeOffset now)
    {
        var (range, from, to) = Window(query, DateOnly.FromDateTime(now.UtcDateTime));
        var (start, end, step) = range switch
        {
            "1h" => Last(TimelineStep.FiveMinutes, MinutesPerHour / 5),
            "24h" => Last(TimelineStep.Hour, HoursPerDay),
            _ => (Midnight(from), Midnight(to.AddDays(1)), range is null && to.DayNumber - from.DayNumber < MaxDaysInHours ? TimelineStep.Hour : TimelineStep.Day),
        };
        return new UsageQuery
        {
            Range = range,
            From = from,
            To = to,
            Start = start,
            End = end,
            Step = step,
            Now = now,
            Key = KeyId.TryParse(query.Key, out var key) ? key : null,
            Member = MemberId.TryParse(query.Member, out var member) ? member : null,
            Model = Name(query.Model),
            Provider = Name(query.Provider),
            Errors = query.Status switch { "error" => true, "ok" => false, _ => null },
            Repository = Name(query.Repository),
            Label = Name(query.Label),
            After = RequestId.TryParse(query.After, out var after) ? after : null,
            Group = Groups.FirstOrDefault(group => group.Name == query.By, Groups[0]).Group,
            ListsAll = query.Rows == "all",
        };

        (DateTimeOffset Start, DateTimeOffset End, TimelineStep Step) Last(TimelineStep length, int buckets)
        {
            var last = length.Floor(now);
            return (last - (buckets - 1) * length.Length, last + length.Length, length);
        }
    }

    public UsageWindow WindowOf(TeamId team) => new(team, Start, End);

    public RequestFilter FilterOf(TeamId team, int limit) => new()
    {
        Team = team,
        Key = Key,
        Member = Member,
        Model = Model,
        Provider = Provider,
        Errors = Errors,
        Repository = Repository,
        Label = Label,
        After = After,
        From = Start,
        To = End,
        Limit = limit,
    };

    public string LabelOf(DateTimeOffset start) => start.ToString(Step == TimelineStep.Day ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static (string? Range, DateOnly From, DateOnly To) Window(UsageQueryString query, DateOnly today)
    {
        if (Day(query.From) is { } from && Day(query.To) is { } to && from <= to && to.DayNumber - from.DayNumber < MaxDays)
            return (null, from, to);
        return query.Range switch
        {
            "1h" => ("1h", today, today),
            "24h" => ("24h", today.AddDays(-1), today),
            "30d" => ("30d", today.AddDays(-29), today),
            "month" => ("month", new DateOnly(today.Year, today.Month, 1), today),
            _ => (DefaultRange, today.AddDays(-6), today),
        };
    }

    private static string? Name(string? text) => string.IsNullOrWhiteSpace(text) || text.Any(char.IsControl) ? null : text;

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day.Year is >= 2000 and < 2100
            ? day
            : null;

    private static DateTimeOffset Midnight(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);
}

/// <summary>The parameters of the page's query string, not yet validated.</summary>
internal sealed record UsageQueryString
{
    public string? Range { get; init; }

    public string? From { get; init; }

    public string? To { get; init; }

    public string? Key { get; init; }

    public string? Member { get; init; }

    public string? Model { get; init; }

    public string? Provider { get; init; }

    public string? Status { get; init; }

    public string? Repository { get; init; }

    public string? Label { get; init; }

    public string? By { get; init; }

    public string? Rows { get; init; }

    public string? After { get; init; }

    public static UsageQueryString Parse(IQueryCollection parameters) => new()
    {
        Range = parameters["range"],
        From = parameters["from"],
        To = parameters["to"],
        Key = parameters["key"],
        Member = parameters["member"],
        Model = parameters["model"],
        Provider = parameters["provider"],
        Status = parameters["status"],
        Repository = parameters["repository"],
        Label = parameters["label"],
        By = parameters["by"],
        Rows = parameters["rows"],
        After = parameters["after"],
    };
}
