namespace JusInfer.Portal.Components.Shared;

/// <summary>
/// Coalesces requests for the same work: the first request runs it at once, later ones at most once per interval. Runs never overlap, and
/// one run always follows the last request. Work that takes long runs less often, so that it is busy for a third of the time at most.
/// </summary>
internal sealed class Coalescer : IDisposable
{
    /// <summary>The time between the starts of two runs, in durations of the first.</summary>
    private const int MinDurations = 3;

    private readonly Lock gate = new();
    private readonly TimeSpan interval;
    private readonly TimeProvider time;
    private readonly Func<Task> work;
    private readonly ITimer timer;
    private long? lastStart;
    private TimeSpan lastDuration;
    private bool requested;
    private bool busy;
    private bool disposed;

    /// <summary>Nothing runs before the first <see cref="Request"/>.</summary>
    /// <param name="interval">The minimum time between the starts of two runs.</param>
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
            requested = true;
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
            requested = false;
            lastStart = time.GetTimestamp();
        }

        await work();
        lock (gate)
        {
            lastDuration = time.GetElapsedTime(lastStart.Value);
            busy = false;
            Schedule();
        }
    }

    private void Schedule()
    {
        if (!requested || busy || disposed) return;
        busy = true;
        var due = TimeSpan.Zero;
        if (lastStart is { } start) due = TimeSpan.FromTicks(Math.Max(interval.Ticks, lastDuration.Ticks * MinDurations)) - time.GetElapsedTime(start);
        timer.Change(due > TimeSpan.Zero ? due : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
