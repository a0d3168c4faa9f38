using System.Collections.Immutable;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Reports.Keys;

/// <summary>One row of the list of keys.</summary>
/// <param name="Key">The key.</param>
/// <param name="Holder">The e-mail address of the member that the key belongs to, or the team.</param>
/// <param name="Now">The time at which the list was read.</param>
internal sealed record KeyTableRow(ApiKey Key, string Holder, DateTimeOffset Now)
{
    /// <summary>The number of days of <see cref="Spend"/>.</summary>
    public const int Days = 14;

    /// <summary>From this part of its monthly cap on, a key is nearly blocked.</summary>
    public const double HighUse = 0.8;

    /// <summary>A key that expires within this time is about to.</summary>
    public static readonly TimeSpan ExpiryNotice = TimeSpan.FromDays(7);

    private static readonly TimeSpan UnusedPeriod = TimeSpan.FromDays(30);

    private static readonly TimeSpan ReportNotice = TimeSpan.FromDays(14);

    /// <summary>Its calls per UTC day of the current month and of the last days; days without a call can be missing.</summary>
    public ImmutableArray<KeyCost> Costs { get; init; } = [];

    /// <summary>The pause of the key; null if it is not paused.</summary>
    public Pause? Pause { get; init; }

    /// <summary>The limit that rejects its calls; null if none does.</summary>
    public KeyBlock? Block { get; init; }

    /// <summary>Whether the reader can change the key's limits.</summary>
    public bool CanLimit { get; init; }

    /// <summary>Whether the reader can change the key's name.</summary>
    public bool CanChange { get; init; }

    /// <summary>What its calls cost in the current UTC month.</summary>
    public NanoUsd Spent => Month.Aggregate(NanoUsd.Zero, static (sum, day) => sum + day.Cost);

    /// <summary>The number of its calls in the current UTC month.</summary>
    public long Requests => Month.Sum(static day => day.Requests);

    /// <summary>The part of its monthly cap that is spent; null without a cap.</summary>
    public double? UsedRatio => Key.Terms.MonthlyCap is not { } cap ? null : cap <= NanoUsd.Zero ? 1 : NumberFormat.Share(Spent, cap);

    public bool IsLive => Key.IsLive(Now);

    /// <summary>Whether calls with a live key are rejected.</summary>
    public bool IsBlocked => Status is KeyStatus.Blocked or KeyStatus.Paused;

    /// <summary>Whether a live key has spent most of its cap, or all of it.</summary>
    public bool IsHighlyUsed => IsLive && UsedRatio >= HighUse;

    /// <summary>Whether a live key was not used for 30 days, nor minted in them.</summary>
    public bool IsUnused => IsLive && (Key.LastUse?.At ?? Key.CreatedAt) < Now - UnusedPeriod;

    /// <summary>Whether a live key expires soon.</summary>
    public bool IsExpiring => Expires - Now <= ExpiryNotice;

    /// <summary>Whether the key was reported as leaked, and so recently that the page says so above the list.</summary>
    public bool IsNewlyReported => Key.ReportedAt is { } at && Now - at < ReportNotice;

    /// <summary>When a live key expires; null if it never does.</summary>
    public DateTimeOffset? Expires => IsLive ? Key.ExpiresAt : null;

    /// <summary>The secret before the last rotation while it works; null otherwise.</summary>
    public PreviousSecret? Previous => Key.PreviousAt(Now);

    public KeyStatus Status => this switch
    {
        { Key.RevokedAt: not null } => KeyStatus.Revoked,
        { IsLive: false } => KeyStatus.Expired,
        { Pause: not null } => KeyStatus.Paused,
        { Block: not null } => KeyStatus.Blocked,
        { IsExpiring: true } => KeyStatus.Expiring,
        { Key.LastUse: null, Costs.IsEmpty: true } => KeyStatus.NeverUsed,
        _ => KeyStatus.Active,
    };

    public string StatusName => Status is KeyStatus.NeverUsed ? "Never used" : Status.ToString();

    /// <summary>Why calls with the key are rejected, and what to do; null if they are not.</summary>
    public string? Reason => Status switch
    {
        KeyStatus.Revoked =>
            $"{(Key.ReportedAt is null ? "" : "Reported as leaked, ")}on {DateFormat.Day(Key.RevokedAt!.Value)}. Mint a new key.",
        KeyStatus.Expired => $"on {DateFormat.Day(Key.ExpiresAt!.Value)}. Mint a new key.",
        KeyStatus.Paused => Pause!.Reason,
        _ => Block?.Reason,
    };

    /// <summary>The cost of each of the last days, the oldest first; US dollars.</summary>
    public ImmutableArray<decimal> Spend =>
        [.. LastDays().Select(day => Costs.Where(row => row.Start == day).Sum(static row => row.Cost.Usd))];

    /// <summary>The same as text, without the days that cost nothing.</summary>
    public string SpendText
    {
        get
        {
            var days = LastDays().Zip(Spend)
                .Where(static day => day.Second > 0)
                .Select(day => $"{DayOf(day.First)}: {NumberFormat.Money(day.Second)}")
                .ToArray();
            return days.Length == 0 ? $"No spend in the last {Days} days" : $"{string.Join("; ", days)} (UTC)";
        }
    }

    private string DayOf(DateTimeOffset start) => DateFormat.Day(UsageCalendar.DayOf(start), hasYear: start.Year != Now.Year);

    private IEnumerable<KeyCost> Month => Costs.Where(day => day.Start >= UtcMonth.Of(Now));

    private IEnumerable<DateTimeOffset> LastDays()
    {
        var today = TimelineStep.Day.Floor(Now);
        return Enumerable.Range(1 - Days, Days).Select(day => today.AddDays(day));
    }
}
