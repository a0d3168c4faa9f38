using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Admission.Runaway;

/// <summary>
/// Pauses keys that spend far more than before. The spend of a key is counted when records are stored, and compared with its history at most
/// once a minute.
/// </summary>
internal sealed partial class SpendGuard : BackgroundService
{
    private const int MaxKeys = 50_000;
    private const int MaxPending = 1_000;
    private const int MinEarlierDays = 3;

    private static readonly TimeSpan RecentPeriod = TimeSpan.FromMinutes(RecentSpend.Minutes);
    private static readonly TimeSpan HistoryPeriod = TimeSpan.FromDays(7);

    /// <summary>A key that a person has resumed is not paused again for this time.</summary>
    private static readonly TimeSpan ExemptionPeriod = TimeSpan.FromHours(24);

    private readonly ConcurrentDictionary<KeyId, RecentSpend> keys = new();
    private readonly Channel<UsageRecord> pending = Channel.CreateBounded<UsageRecord>(
        new BoundedChannelOptions(MaxPending) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly RunawayOptions options;
    private readonly ISpendHistoryStore history;
    private readonly IPauseStore pauses;
    private readonly PauseWriter writer;
    private readonly TimeProvider time;
    private readonly ILogger<SpendGuard> logger;
    private readonly IDisposable subscription;

    public SpendGuard(
        RunawayOptions options, ISpendHistoryStore history, IPauseStore pauses, PauseWriter writer, Signal<RecordStored> stored, TimeProvider time,
        ILogger<SpendGuard> logger)
    {
        (this.options, this.history, this.pauses, this.writer, this.time, this.logger) = (options, history, pauses, writer, time, logger);
        subscription = stored.Subscribe(signal => Add(signal.Record));
    }

    public override void Dispose()
    {
        subscription.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var record in pending.Reader.ReadAllAsync(stoppingToken)) await EvaluateAsync(record, stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The process stops.
        }
    }

    private void Add(UsageRecord record)
    {
        if (!options.Enabled || record.Simulated || record.Cost <= NanoUsd.Zero) return;
        if (keys.Count >= MaxKeys) keys.Clear();
        var (spend, now) = (keys.GetOrAdd(record.KeyId, static _ => new RecentSpend()), time.GetUtcNow());
        if (spend.Add(now, record.Cost) > options.MinSpend && spend.TryEvaluate(now)) pending.Writer.TryWrite(record);
    }

    private async Task EvaluateAsync(UsageRecord record, CancellationToken cancellationToken)
    {
        try
        {
            var now = time.GetUtcNow();
            var spent = keys.TryGetValue(record.KeyId, out var recent) ? recent.SumAt(now) : NanoUsd.Zero;
            var before = await history.ReadAsync(record.KeyId, now - HistoryPeriod, now - RecentPeriod, cancellationToken);
            if (before.EarlierDays < MinEarlierDays || spent.Usd <= before.MaxHour.Usd * options.SpendFactor || spent <= options.MinSpend) return;
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
                Reason = $"The key spent ${Format(spent)} in {RecentSpend.Minutes} minutes, more than {options.SpendFactor} times what it spent in its most "
                    + $"expensive hour of the 7 days before, ${Format(before.MaxHour)}.",
            });
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotEvaluated(fault);
        }
    }

    private static string Format(NanoUsd amount) => amount.Usd.ToString("0.00##", CultureInfo.InvariantCulture);

    [LoggerMessage(LogEvents.SpendNotEvaluated, LogLevel.Warning, "The spend of a key could not be compared with its history. The next evaluation is in a minute.")]
    private partial void LogNotEvaluated(Exception fault);
}
