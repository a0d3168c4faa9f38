namespace JusInfer.Portal.Gateway.Calls;

/// <summary>Counts running calls, so that a process that is asked to end takes no new ones and lets these finish.</summary>
internal sealed class OpenCalls
{
    private readonly TaskCompletionSource empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int running;
    private volatile bool draining;

    public int Running => Volatile.Read(ref running);

    public bool IsDraining => draining;

    /// <summary>Takes a place; false while draining.</summary>
    public bool TryBegin()
    {
        // Counted first, then asked: a call that begins while draining begins is either counted or refused, never lost.
        Interlocked.Increment(ref running);
        if (!draining) return true;
        End();
        return false;
    }

    public void End()
    {
        if (Interlocked.Decrement(ref running) == 0 && draining) empty.TrySetResult();
    }

    /// <summary>Refuses new calls from now on and waits for the running ones; true when all ended in time.</summary>
    public async Task<bool> DrainAsync(TimeSpan patience, TimeProvider time)
    {
        draining = true;

        // The write above must be seen by a call that ends now, or nobody would tell of the last one.
        Interlocked.MemoryBarrier();
        if (Running == 0) return true;
        try
        {
            await empty.Task.WaitAsync(patience, time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
