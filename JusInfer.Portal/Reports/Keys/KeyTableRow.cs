using System.Collections.Immutable;
using System.Globalization;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Reports.Keys;

/// <summary>One row of the list of keys.</summary>
/// <param name="Key">The key.</param>
/// <param name="Holder">The e-mail address of the member that the key belongs to, or the team.</param>
/// <param name="Month">Its usage in the current UTC month.</param>
/// <param name="Pause">The pause of the key; null if it is not paused.</param>
/// <param name="Now">The time at which the list was read.</param>
internal sealed record KeyTableRow(ApiKey Key, string Holder, UsageSums Month, Pause? Pause, DateTimeOffset Now)
{
    /// <summary>The number of days of <see cref="Week"/>.</summary>
    public const int Days = 7;

    /// <summary>Its usage per day and model on the last seven UTC days; empty if it was not read.</summary>
    public ImmutableArray<KeyDay> Week { get; init; } = [];

    /// <summary>Why the calls of all keys of its holder, or of the team, are rejected, and what to do; null if they are not.</summary>
    public string? Obstacle { get; init; }

    /// <summary>Whether the reader can change the key's limits.</summary>
    public bool CanLimit { get; init; }

    /// <summary>Whether the reader can change the key's name.</summary>
    public bool CanChange { get; init; }

    private static readonly TimeSpan NoticePeriod = TimeSpan.FromDays(14);

    public bool IsLive => Key.IsLive(Now);

    /// <summary>Whether calls with a live key are rejected.</summary>
    public bool IsBlocked => IsLive && (Pause is not null || SpentCap is not null || Obstacle is not null);

    /// <summary>Whether the key was reported as leaked, and so recently that the page says so above the list.</summary>
    public bool IsNewlyReported => Key.ReportedAt is { } at && Now - at < NoticePeriod;

    public string Status => this switch
    {
        { Key.RevokedAt: not null } => "Revoked",
        { IsLive: false } => "Expired",
        { Pause: not null } => "Paused",
        { IsBlocked: true } => "Blocked",
        _ => "Live",
    };

    /// <summary>Why calls with the key are rejected, and what to do; null if they are not.</summary>
    public string? Reason => this switch
    {
        { Key.RevokedAt: { } at } => $"on {DayOf(at)}. Mint a new key.",
        { IsLive: false, Key.ExpiresAt: { } at } => $"on {DayOf(at)}. Mint a new key.",
        { Pause: { } pause } => pause.Reason,
        { SpentCap: { } cap } => $"It has spent its cap of {NumberFormat.Money(cap)} for this month. {(CanLimit ? "Raise the cap" : "Ask an owner or admin to raise the cap")}, or wait until {DayOf(UtcMonth.Of(Now).AddMonths(1))} (UTC).",
        _ => Obstacle,
    };

    /// <summary>When a live key expires; null if it never does.</summary>
    public DateTimeOffset? Expires => IsLive ? Key.ExpiresAt : null;

    /// <summary>The cost of each of the last seven days, the oldest first; US dollars.</summary>
    public ImmutableArray<decimal> Spend => [.. LastDays().Select(day => Week.Where(row => row.Day == day).Sum(static row => row.Cost.Usd))];

    /// <summary>The same as text.</summary>
    public string SpendText => Week.IsEmpty
        ? "No calls in the last 7 days"
        : string.Join(", ", LastDays().Zip(Spend, static (day, usd) => $"{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}: {NumberFormat.Money(usd)}"));

    /// <summary>The model that answered most of the calls of the last day with calls; null if there is none in seven days.</summary>
    public string? Model => Week.Where(static row => row.Model.Length > 0).OrderByDescending(static row => row.Day).ThenByDescending(static row => row.Requests).FirstOrDefault()?.Model;

    /// <summary>The monthly cap, if it is spent; null if it is not, without one, and for a key that makes no calls.</summary>
    private NanoUsd? SpentCap => Key.Scope is KeyScope.All && Key.Limits.MonthlyCap is { } cap && Month.Cost >= cap ? cap : null;

    private IEnumerable<DateOnly> LastDays()
    {
        var today = DateOnly.FromDateTime(Now.UtcDateTime);
        return Enumerable.Range(1 - Days, Days).Select(today.AddDays);
    }

    private static string DayOf(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
