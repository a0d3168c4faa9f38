namespace JusInfer.Portal.Gateway.Pipeline;

/// <summary>
/// Counts running calls, so that a process that stops takes no new ones, lets the running ones finish, and ends those that take too long.
/// </summary>
internal sealed class OpenCalls : IDisposable
{
    private readonly TaskCompletionSource empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource shutdown = new();
    private int running;
    private volatile bool draining;

    public int Running => Volatile.Read(ref running);

    public bool IsDraining => draining;

    /// <summary>Canceled when the time to finish is over: calls that still run end with an error.</summary>
    public CancellationToken Shutdown => shutdown.Token;

    /// <summary>Counts a new call; false while draining.</summary>
    public bool TryBegin()
    {
        // Counted before draining is read: a call that begins at the same moment is either counted or rejected, never missed.
        Interlocked.Increment(ref running);
        if (!draining) return true;
        End();
        return false;
    }

    public void End()
    {
        if (Interlocked.Decrement(ref running) == 0 && draining) empty.TrySetResult();
    }

    /// <summary>Rejects new calls from now on and waits for the running ones; true if all of them ended in time.</summary>
    public async Task<bool> DrainAsync(TimeSpan timeout, TimeProvider time)
    {
        draining = true;

        // A call that ends now must see the write above, or the last one would not complete the wait.
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

    /// <summary>Has every call that still runs end with an error.</summary>
    public Task AbortAsync() => shutdown.CancelAsync();

    public void Dispose() => shutdown.Dispose();
}
