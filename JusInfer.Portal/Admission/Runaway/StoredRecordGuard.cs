using System.Globalization;
using System.Threading.Channels;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Admission.Runaway;

/// <summary>
/// Evaluates the calls that this node stores, one after the other and apart from what stores them. If it cannot keep up, it leaves calls
/// out: the next one is compared with the same sums.
/// </summary>
internal abstract class StoredRecordGuard(Signal<RecordStored> stored) : BackgroundService
{
    private const int MaxPending = 1_000;

    private readonly Channel<UsageRecord> pending = Channel.CreateBounded<UsageRecord>(
        new BoundedChannelOptions(MaxPending) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private IDisposable? subscription;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        subscription = stored.Subscribe(signal =>
        {
            if (Concerns(signal.Record)) pending.Writer.TryWrite(signal.Record);
        });
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        subscription?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var record in pending.Reader.ReadAllAsync(stoppingToken)) await TryEvaluateAsync(record, stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The process stops.
        }
    }

    /// <summary>Whether a call is to be evaluated. Runs where the call is stored, so it must be fast.</summary>
    private protected abstract bool Concerns(UsageRecord record);

    private protected abstract Task EvaluateAsync(UsageRecord record, CancellationToken cancellationToken);

    private protected abstract void LogNotEvaluated(Exception fault);

    private protected static string Format(NanoUsd amount) => amount.Usd.ToString("0.00##", CultureInfo.InvariantCulture);

    private async Task TryEvaluateAsync(UsageRecord record, CancellationToken cancellationToken)
    {
        try
        {
            await EvaluateAsync(record, cancellationToken);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotEvaluated(fault);
        }
    }
}
