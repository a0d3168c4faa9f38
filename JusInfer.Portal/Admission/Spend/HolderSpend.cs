namespace JusInfer.Portal.Admission.Spend;

/// <summary>
/// Month-to-date spend of one member or key: the stored total plus calls that ended on this node and may not be part of that total. A record
/// that is stored while the total is read can count twice until the next read. No record counts less than once.
/// </summary>
internal sealed class HolderSpend(TimeProvider time)
{
    /// <summary>The stored total is not read more often than this.</summary>
    private static readonly TimeSpan MinRefreshInterval = TimeSpan.FromSeconds(1);

    /// <summary>The stored total is read after this time even without a change signal, because signals of other nodes can be lost.</summary>
    private static readonly TimeSpan MaxRefreshInterval = TimeSpan.FromMinutes(1);

    /// <summary>If the store takes longer, the last known total is used.</summary>
    private static readonly TimeSpan StoreTimeout = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private Task<Reading>? running;
    private volatile Reading? latest;
    private long readAt;
    private long closed;
    private long stored;

    /// <summary>Adds the cost of a call that ended on this node.</summary>
    public void AddClosed(NanoUsd cost) => Interlocked.Add(ref closed, cost.Value);

    /// <summary>Adds the cost of a call that ended on this node and whose record is now in the store.</summary>
    public void AddStored(NanoUsd cost) => Interlocked.Add(ref stored, cost.Value);

    /// <param name="changeCount">The number of change signals for the holder's team so far.</param>
    /// <param name="load">Reads the stored total.</param>
    /// <param name="cancellationToken">Canceled when the client disconnects.</param>
    public async ValueTask<NanoUsd> AmountAsync(long changeCount, Func<Task<NanoUsd>> load, CancellationToken cancellationToken)
    {
        if (latest is not { } known) return Sum(await RefreshAsync(changeCount, load).WaitAsync(cancellationToken));
        if (!IsOutdated(known, changeCount)) return Sum(known);
        try
        {
            return Sum(await RefreshAsync(changeCount, load).WaitAsync(StoreTimeout, time, cancellationToken));
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The store is unavailable or slow: use the last known total.
            return Sum(known);
        }
    }

    private NanoUsd Sum(Reading reading) => reading.Amount + new NanoUsd(Volatile.Read(ref closed) - reading.Stored);

    private bool IsOutdated(Reading reading, long changeCount)
    {
        var age = time.GetElapsedTime(Volatile.Read(ref readAt));
        return age >= MaxRefreshInterval || (age >= MinRefreshInterval && (reading.ChangeCount != changeCount || reading.Stored != Volatile.Read(ref stored)));
    }

    /// <summary>Reads the stored total. Concurrent calls share one read.</summary>
    private Task<Reading> RefreshAsync(long changeCount, Func<Task<NanoUsd>> load)
    {
        lock (gate)
        {
            if (running is { IsCompleted: false } current) return current;
            Volatile.Write(ref readAt, time.GetTimestamp());
            return running = ReadAsync(changeCount, Volatile.Read(ref stored), load);
        }
    }

    private async Task<Reading> ReadAsync(long changeCount, long storedBefore, Func<Task<NanoUsd>> load)
    {
        var reading = new Reading(await load(), storedBefore, changeCount);
        latest = reading;
        return reading;
    }

    /// <summary>The result of one read of the stored total.</summary>
    /// <param name="Amount">The stored total.</param>
    /// <param name="Stored">The part of this node's closed calls that was certainly in the store when the read began.</param>
    /// <param name="ChangeCount">The number of change signals when the read began.</param>
    private sealed record Reading(NanoUsd Amount, long Stored, long ChangeCount);
}
