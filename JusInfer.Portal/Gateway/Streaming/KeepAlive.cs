namespace JusInfer.Portal.Gateway.Streaming;

/// <summary>
/// Determines when a client's stream needs a keep-alive, because proxies and clients close idle connections. Uses one timer per stream and
/// none per event.
/// </summary>
internal sealed class KeepAlive(TimeProvider time) : IDisposable
{
    /// <summary>The maximum time without any bytes. Proxies close idle connections after 30 to 60 seconds, most clients later.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The maximum time without an event. goose gives up after 120 seconds and Codex after 300, and both ignore comments.
    /// </summary>
    public static readonly TimeSpan EventInterval = TimeSpan.FromSeconds(30);

    private long eventWrittenAt = time.GetTimestamp();
    private long bytesWrittenAt = time.GetTimestamp();
    private TaskCompletionSource? elapsed;
    private ITimer? timer;

    /// <summary>The client has received no event for <see cref="EventInterval"/>.</summary>
    public bool IsEventDue => time.GetElapsedTime(eventWrittenAt) >= EventInterval;

    /// <summary>An event of the answer was written.</summary>
    public void EventWritten() => eventWrittenAt = time.GetTimestamp();

    /// <summary>Bytes were sent.</summary>
    public void BytesWritten() => bytesWrittenAt = time.GetTimestamp();

    /// <summary>
    /// Waits for a task, but no longer than the keep-alive interval. Returns true if a keep-alive is due and the task still runs.
    /// </summary>
    public async ValueTask<bool> WaitAsync(Task awaited)
    {
        while (!awaited.IsCompleted)
        {
            var left = Interval - time.GetElapsedTime(bytesWrittenAt);
            if (left <= TimeSpan.Zero) return true;
            elapsed ??= StartTimer(left);
            if (await Task.WhenAny(awaited, elapsed.Task) != awaited) elapsed = null;
        }

        return false;
    }

    public void Dispose() => timer?.Dispose();

    private TaskCompletionSource StartTimer(TimeSpan left)
    {
        elapsed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (timer is null)
            timer = time.CreateTimer(static state => ((KeepAlive)state!).elapsed?.TrySetResult(), this, left, Timeout.InfiniteTimeSpan);
        else timer.Change(left, Timeout.InfiniteTimeSpan);
        return elapsed;
    }
}
