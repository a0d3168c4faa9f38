namespace JusInfer.Portal.Gateway.Streaming;

/// <summary>
/// Watches that a client's stream does not fall silent: proxies and clients give up on a line that says nothing. One timer a stream, none
/// an event.
/// </summary>
internal sealed class KeepAlive(TimeProvider time) : IDisposable
{
    /// <summary>How long a line may be silent. Proxies cut at 30 to 60 seconds, most clients later.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long a client may see no event: goose gives up after 120 seconds, Codex after 300, and comments are none to them.
    /// </summary>
    public static readonly TimeSpan EventInterval = TimeSpan.FromSeconds(30);

    private long toldAt = time.GetTimestamp();
    private long spokeAt = time.GetTimestamp();
    private TaskCompletionSource? alarm;
    private ITimer? timer;

    /// <summary>The client has seen no event of the answer for too long.</summary>
    public bool IsEventDue => time.GetElapsedTime(toldAt) >= EventInterval;

    /// <summary>An event of the answer was written.</summary>
    public void EventWritten() => toldAt = time.GetTimestamp();

    /// <summary>Something was sent.</summary>
    public void BytesWritten() => spokeAt = time.GetTimestamp();

    /// <summary>
    /// Waits for a task, but no longer than the line may be silent. True where it has been silent for too long and the task still runs.
    /// </summary>
    public async ValueTask<bool> WaitAsync(Task awaited)
    {
        while (!awaited.IsCompleted)
        {
            var left = Interval - time.GetElapsedTime(spokeAt);
            if (left <= TimeSpan.Zero) return true;
            alarm ??= SetAlarm(left);
            if (await Task.WhenAny(awaited, alarm.Task) != awaited) alarm = null;
        }

        return false;
    }

    public void Dispose() => timer?.Dispose();

    private TaskCompletionSource SetAlarm(TimeSpan left)
    {
        alarm = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (timer is null)
            timer = time.CreateTimer(static line => ((KeepAlive)line!).alarm?.TrySetResult(), this, left, Timeout.InfiniteTimeSpan);
        else timer.Change(left, Timeout.InfiniteTimeSpan);
        return alarm;
    }
}
