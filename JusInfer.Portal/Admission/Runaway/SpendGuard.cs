using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Admission.Runaway;

/// <summary>
/// Pauses keys that spend far more than before. The spend of a key is counted when records are stored, and compared with its history at most
/// once a minute.
/// </summary>
internal sealed partial class SpendGuard(
    RunawayOptions options, ISpendHistoryStore history, IPauseStore pauses, PauseWriter writer, Signal<RecordStored> stored,
    TimeProvider time, ILogger<SpendGuard> logger) : StoredRecordGuard(stored)
{
    private const int MaxKeys = 50_000;
    private const int MinEarlierDays = 3;

    private static readonly TimeSpan RecentPeriod = TimeSpan.FromMinutes(RecentSpend.Minutes);
    private static readonly TimeSpan HistoryPeriod = TimeSpan.FromDays(7);

    /// <summary>A key that a person has resumed is not paused again for this time.</summary>
    private static readonly TimeSpan ExemptionPeriod = TimeSpan.FromHours(24);

    private readonly BoundedCache<KeyId, RecentSpend> keys = new(MaxKeys);

    private protected override bool Concerns(UsageRecord record)
    {
        if (!options.Enabled || record.Simulated || record.Cost <= NanoUsd.Zero) return false;
        var (spend, now) = (keys.GetOrAdd(record.KeyId, static _ => new RecentSpend()), time.GetUtcNow());
        return spend.Add(now, record.Cost) > options.MinSpend && spend.TryEvaluate(now);
    }

    private protected override async Task EvaluateAsync(UsageRecord record, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var spent = keys.TryGetValue(record.KeyId, out var recent) ? recent.SumAt(now) : NanoUsd.Zero;
        var before = await history.ReadAsync(record.KeyId, now - HistoryPeriod, now - RecentPeriod, cancellationToken);
        if (before.EarlierDays < MinEarlierDays || spent <= options.MinSpend) return;
        if (spent.Usd <= before.MaxHour.Usd * options.SpendFactor) return;
        var subject = record.KeyId.ToString();
        if ((await pauses.FindAsync(record.TeamId, PauseScope.Key, subject, cancellationToken))?.ResumedAt > now - ExemptionPeriod) return;
        await writer.TryAddAsync(new Pause
        {
            TeamId = record.TeamId,
            Scope = PauseScope.Key,
            Subject = subject,
            KeyId = record.KeyId,
            MemberId = record.MemberId,
            At = now,
            Reason = $"The key spent ${Format(spent)} in {RecentSpend.Minutes} minutes, more than {options.SpendFactor} times what it "
                + $"spent in its most expensive hour of the 7 days before, ${Format(before.MaxHour)}.",
        });
    }

    [LoggerMessage(
        LogEvents.SpendNotEvaluated, LogLevel.Warning,
        "The spend of a key could not be compared with its history. The next evaluation is in a minute.")]
    private protected override partial void LogNotEvaluated(Exception fault);
}
