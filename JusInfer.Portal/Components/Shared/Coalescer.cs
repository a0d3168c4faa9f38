namespace JusInfer.Portal.Components.Shared;

/// <summary>
/// Turns a burst of news into few runs of one piece of work: the first at once, then at most one an interval, never two at the same time,
/// and always one after the last news.
/// </summary>
internal sealed class Coalescer : IDisposable
{
    private readonly Lock gate = new();
    private readonly TimeSpan interval;
    private readonly TimeProvider time;
    private readonly Func<Task> work;
    private readonly ITimer timer;
    private long? lastStart;
    private bool wanted;
    private bool busy;
    private bool disposed;

    /// <summary>Nothing runs before the first <see cref="Request"/>.</summary>
    /// <param name="interval">The least time between the starts of two runs.</param>
    /// <param name="time">The clock.</param>
    /// <param name="work">Must not throw.</param>
    public Coalescer(TimeSpan interval, TimeProvider time, Func<Task> work)
    {
        this.interval = interval;
        this.time = time;
        this.work = work;
        timer = time.CreateTimer(_ => _ = RunAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Request()
    {
        lock (gate)
        {
            wanted = true;
            Schedule();
        }
    }

    public void Dispose()
    {
        lock (gate) disposed = true;
        timer.Dispose();
    }

    private async Task RunAsync()
    {
        lock (gate)
        {
            if (disposed) return;
            wanted = false;
            lastStart = time.GetTimestamp();
        }

        await work();
        lock (gate)
        {
            busy = false;
            Schedule();
        }
    }

    private void Schedule()
    {
        if (!wanted || busy || disposed) return;
        busy = true;
        var waited = lastStart is { } start ? time.GetElapsedTime(start) : interval;
        timer.Change(waited >= interval ? TimeSpan.Zero : interval - waited, Timeout.InfiniteTimeSpan);
    }
}
