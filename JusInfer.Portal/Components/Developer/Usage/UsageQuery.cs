using System.Globalization;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>
/// The period and the filters of the Usage tab. Invalid values fall back to the last seven days and no filter, so that an old bookmark
/// still opens.
/// </summary>
internal sealed record UsageQuery
{
    public const string DefaultRange = "7d";

    private static readonly int MaxDays = 366;

    /// <summary><c>7d</c>, <c>30d</c>, <c>month</c>, or null if the query names the first and the last day.</summary>
    public string? Range { get; private init; }

    /// <summary>The first UTC day.</summary>
    public DateOnly From { get; private init; }

    /// <summary>The last UTC day, inclusive.</summary>
    public DateOnly To { get; private init; }

    public KeyId? Key { get; private init; }

    public string? Model { get; private init; }

    /// <summary>True: only failed requests; false: only successful ones; null: both.</summary>
    public bool? Errors { get; private init; }

    public RequestId? After { get; private init; }

    public bool IsFiltered => Key is not null || Model is not null || Errors is not null;

    public static UsageQuery Parse(UsageQueryString query, DateTimeOffset now)
    {
        var (range, from, to) = Window(query, DateOnly.FromDateTime(now.UtcDateTime));
        return new UsageQuery
        {
            Range = range,
            From = from,
            To = to,
            Key = KeyId.TryParse(query.Key, out var key) ? key : null,
            Model = string.IsNullOrWhiteSpace(query.Model) || query.Model.Any(char.IsControl) ? null : query.Model,
            Errors = query.Status switch { "error" => true, "ok" => false, _ => null },
            After = RequestId.TryParse(query.After, out var after) ? after : null,
        };
    }

    public UsageWindow WindowOf(TenantId tenant) => new(tenant, Midnight(From), Midnight(To.AddDays(1)));

    public RequestFilter FilterOf(TenantId tenant, int limit) => new()
    {
        Tenant = tenant,
        Key = Key,
        Model = Model,
        Errors = Errors,
        After = After,
        From = Midnight(From),
        To = Midnight(To.AddDays(1)),
        Limit = limit,
    };

    /// <summary>Every day of the period, including days without a call.</summary>
    public IEnumerable<string> Days()
    {
        for (var day = From; day <= To; day = day.AddDays(1)) yield return day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    private static (string? Range, DateOnly From, DateOnly To) Window(UsageQueryString query, DateOnly today)
    {
        if (Day(query.From) is { } from && Day(query.To) is { } to && from <= to && to.DayNumber - from.DayNumber < MaxDays)
            return (null, from, to);
        return query.Range switch
        {
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

    private static DateTimeOffset Midnight(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);
}

/// <summary>The parameters of the page's query string, not yet validated.</summary>
internal sealed record UsageQueryString(string? Range, string? From, string? To, string? Key, string? Model, string? Status, string? After);
