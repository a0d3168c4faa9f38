using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Usage;

/// <summary>
/// Sums the calls that this node has stored in the last 24 hours, by what an operator has to look at. It is in memory, because a query over the calls of all
/// teams would read the whole table.
/// </summary>
internal sealed class BillingReview(Signal<RecordStored> stored, CatalogSource catalog, TimeProvider time) : IHostedService
{
    private const int Hours = 24;

    private readonly Lock gate = new();
    private readonly (long Hour, BillingSums Sums)[] hours = new (long, BillingSums)[Hours];
    private IDisposable? subscription;

    private long Now => time.GetUtcNow().UtcTicks / TimeSpan.TicksPerHour;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        subscription = stored.Subscribe(change => Add(change.Record));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        subscription?.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>The sums of the current hour and of the 23 before.</summary>
    public BillingSums Sum()
    {
        var now = Now;
        var sum = default(BillingSums);
        lock (gate)
        {
            foreach (var (hour, sums) in hours)
            {
                if (now - hour < Hours) sum += sums;
            }
        }

        return sum;
    }

    private bool IsFree(string? model) => model is not null && catalog.Current.Resolve(model) is ModelResolution.Pinned { Model.Prices.Free: true };

    private void Add(UsageRecord call)
    {
        if (call.Simulated) return;
        var now = Now;
        var sums = new BillingSums
        {
            Calls = 1,
            Cost = call.Cost,
            UnbilledCalls = call.Unbilled > NanoUsd.Zero ? 1 : 0,
            Unbilled = call.Unbilled,
            Unpriced = call.PricesFrom is null && !call.Tokens.IsEmpty && !IsFree(call.ModelServed) ? 1 : 0,
            Unreported = call.Source is UsageSource.Counted or UsageSource.Estimated ? 1 : 0,
            Mismatches = call.UsageMismatch is null ? 0 : 1,
        };
        lock (gate)
        {
            ref var slot = ref hours[now % Hours];
            slot = (now, slot.Hour == now ? slot.Sums + sums : sums);
        }
    }
}

/// <summary>Sums over stored calls.</summary>
internal readonly record struct BillingSums
{
    public long Calls { get; init; }

    public NanoUsd Cost { get; init; }

    /// <summary>The calls with a cost above what they held, which the operator bears.</summary>
    public long UnbilledCalls { get; init; }

    public NanoUsd Unbilled { get; init; }

    /// <summary>The calls with tokens and without a price, of models that are not free.</summary>
    public long Unpriced { get; init; }

    /// <summary>The calls whose tokens the gateway has counted or estimated.</summary>
    public long Unreported { get; init; }

    /// <summary>The calls whose tokens do not add up to the provider's totals.</summary>
    public long Mismatches { get; init; }

    public static BillingSums operator +(BillingSums left, BillingSums right) => new()
    {
        Calls = left.Calls + right.Calls,
        Cost = left.Cost + right.Cost,
        UnbilledCalls = left.UnbilledCalls + right.UnbilledCalls,
        Unbilled = left.Unbilled + right.Unbilled,
        Unpriced = left.Unpriced + right.Unpriced,
        Unreported = left.Unreported + right.Unreported,
        Mismatches = left.Mismatches + right.Mismatches,
    };
}
