namespace JusInfer.Portal.Admission.Spend;

/// <summary>
/// What a member or a key spent in one month: what the store said when it was last asked, and whatever ended here that was not in it for
/// certain. A record that is stored while the store is asked may count twice until it is asked again, and none counts less than once.
/// </summary>
internal sealed class HolderSpend(TimeProvider time)
{
    /// <summary>The store is asked no more often.</summary>
    private static readonly TimeSpan MinDelay = TimeSpan.FromSeconds(1);

    /// <summary>News of other nodes can be lost: after this long the store is asked without any.</summary>
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(1);

    /// <summary>A store that takes longer holds up nobody of whom something is known.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private Task<Reading>? running;
    private volatile Reading? latest;
    private long askedAt;
    private long closed;
    private long stored;

    /// <summary>A call ended here.</summary>
    public void AddClosed(NanoUsd cost) => Interlocked.Add(ref closed, cost.Value);

    /// <summary>The store has the record of one that ended here.</summary>
    public void AddStored(NanoUsd cost) => Interlocked.Add(ref stored, cost.Value);

    /// <param name="news">How often there was news of the holder's team.</param>
    /// <param name="load">Asks the store.</param>
    /// <param name="cancellationToken">The caller's patience.</param>
    public async ValueTask<NanoUsd> AmountAsync(long news, Func<Task<NanoUsd>> load, CancellationToken cancellationToken)
    {
        if (latest is not { } known) return Sum(await AskAsync(news, load).WaitAsync(cancellationToken));
        if (!IsOutdated(known, news)) return Sum(known);
        try
        {
            return Sum(await AskAsync(news, load).WaitAsync(Patience, time, cancellationToken));
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The store is away or slow; what is known goes on counting.
            return Sum(known);
        }
    }

    private NanoUsd Sum(Reading reading) => reading.Amount + new NanoUsd(Volatile.Read(ref closed) - reading.Stored);

    private bool IsOutdated(Reading reading, long news)
    {
        var age = time.GetElapsedTime(Volatile.Read(ref askedAt));
        return age >= MaxDelay || (age >= MinDelay && (reading.News != news || reading.Stored != Volatile.Read(ref stored)));
    }

    /// <summary>Whoever comes while it is asked waits for the same answer.</summary>
    private Task<Reading> AskAsync(long news, Func<Task<NanoUsd>> load)
    {
        lock (gate)
        {
            if (running is { IsCompleted: false } asked) return asked;
            Volatile.Write(ref askedAt, time.GetTimestamp());
            return running = ReadAsync(news, Volatile.Read(ref stored), load);
        }
    }

    private async Task<Reading> ReadAsync(long news, long storedBefore, Func<Task<NanoUsd>> load)
    {
        var reading = new Reading(await load(), storedBefore, news);
        latest = reading;
        return reading;
    }

    /// <param name="Amount">What the store said.</param>
    /// <param name="Stored">How much of what was closed here it had for certain when it was asked.</param>
    /// <param name="News">How often there had been news by then.</param>
    private sealed record Reading(NanoUsd Amount, long Stored, long News);
}
