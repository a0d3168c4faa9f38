namespace JusInfer.Portal.Gateway.Pipeline;

/// <summary>
/// Counts running calls. When the process stops, it accepts no new ones, waits for the running ones and ends those that take too long.
/// </summary>
internal sealed class OpenCalls : IDisposable
{
    private readonly TaskCompletionSource empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource shutdown = new();
    private int running;
    private volatile bool draining;

    public int Running => Volatile.Read(ref running);

    public bool IsDraining => draining;

    /// <summary>Canceled when the drain timeout is over. Calls that still run then end with an error.</summary>
    public CancellationToken Shutdown => shutdown.Token;

    /// <summary>Counts a new call. Returns false while draining.</summary>
    public bool TryBegin()
    {
        // Increment before reading the flag: a call that begins while draining starts is either counted or rejected, never missed.
        Interlocked.Increment(ref running);
        if (!draining) return true;
        End();
        return false;
    }

    public void End()
    {
        if (Interlocked.Decrement(ref running) == 0 && draining) empty.TrySetResult();
    }

    /// <summary>Rejects new calls and waits for the running ones. Returns whether all of them ended in time.</summary>
    public async Task<bool> DrainAsync(TimeSpan timeout, TimeProvider time)
    {
        draining = true;

        // A call that ends from here on must see the write above. Otherwise the last one would not complete the wait.
        Interlocked.MemoryBarrier();
        if (Running == 0) return true;
        try
        {
            await empty.Task.WaitAsync(timeout, time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Ends every running call with an error.</summary>
    public Task AbortAsync() => shutdown.CancelAsync();

    public void Dispose() => shutdown.Dispose();
}
