namespace JusInfer.Portal.Tests.Admission.Leases.Simulation;

/// <summary>The clocks of a node. Its monotonic clock runs a little fast or slow, its wall clock jumps.</summary>
internal sealed class SimClock(SimWorld world, double rate, Action<Action> run) : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    /// <summary>How much the wall clock has jumped.</summary>
    public TimeSpan Jump { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => TimeSpan.TicksPerHour + (long)(world.Now * rate);

    public override DateTimeOffset GetUtcNow() => Start + new TimeSpan((long)(world.Now * rate)) + Jump;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer();
        world.Schedule(dueTime / rate, () =>
        {
            if (!timer.IsDisposed) run(() => callback(state));
        });
        return timer;
    }

    public Task Delay(TimeSpan time)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        CreateTimer(_ => done.TrySetResult(), null, time, Timeout.InfiniteTimeSpan);
        return done.Task;
    }

    private sealed class Timer : ITimer
    {
        public bool IsDisposed { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

        public void Dispose() => IsDisposed = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
