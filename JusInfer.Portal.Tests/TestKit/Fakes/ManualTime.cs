namespace JusInfer.Portal.Tests.TestKit.Fakes;

/// <summary>A clock that changes only when the test advances it. Due timers fire during the advance.</summary>
internal sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    /// <summary>Longer than any code takes to begin to wait on a busy machine. Only a test that fails waits so long.</summary>
    private static readonly TimeSpan WaitLimit = TimeSpan.FromSeconds(60);

    private readonly Lock gate = new();
    private readonly List<ManualTimer> timers = [];
    private readonly List<Waiter> waiters = [];
    private DateTimeOffset now = start;

    public ManualTime()
        : this(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero))
    {
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Whether a timer is going to fire.</summary>
    public bool IsAwaited
    {
        get
        {
            lock (gate) return timers.Exists(static timer => timer.Due is not null);
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate) return now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <summary>
    /// Waits until a timer is going to fire at an instant. Only then does advancing the clock to it mean anything to code that waits for it
    /// and may not have come so far yet.
    /// </summary>
    /// <param name="due">The instant.</param>
    /// <param name="count">How many timers at least, if several parts of the code wait for the same instant.</param>
    public async Task WhenAwaitedAsync(DateTimeOffset due, int count = 1)
    {
        var waiter = new Waiter(due, count);
        lock (gate)
        {
            if (CountAt(due) >= count) return;
            waiters.Add(waiter);
        }

        await waiter.Found.Task.WaitAsync(WaitLimit, TestContext.Current.CancellationToken);
    }

    public void Advance(TimeSpan by)
    {
        var end = GetUtcNow() + by;
        while (TakeNextDue(end) is { } due) due.Fire();
        lock (gate) now = end;
    }

    /// <summary>
    /// Sets the clock forward at once, as on a machine that was asleep. What is due fires now, once, and code that waits again waits from
    /// now on. After <see cref="Advance"/>, the code may have waited again from any instant between.
    /// </summary>
    public void Skip(TimeSpan by)
    {
        var end = GetUtcNow() + by;
        lock (gate) now = end;
        while (TakeNextDue(end) is { } due) due.Fire();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        lock (gate) timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    private ManualTimer? TakeNextDue(DateTimeOffset end)
    {
        lock (gate)
        {
            var next = timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            if (next is null) return null;
            if (next.Due > now) now = next.Due.Value;
            next.Due = next.Period > TimeSpan.Zero ? now + next.Period : null;
            NotifyWaiters();
            return next;
        }
    }

    private int CountAt(DateTimeOffset due) => timers.Count(timer => timer.Due == due);

    private void NotifyWaiters()
    {
        foreach (var waiter in waiters.FindAll(waiter => CountAt(waiter.Due) >= waiter.Count))
        {
            waiters.Remove(waiter);
            waiter.Found.SetResult();
        }
    }

    private sealed record Waiter(DateTimeOffset Due, int Count)
    {
        public TaskCompletionSource Found { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class ManualTimer(ManualTime clock, Action fire) : ITimer
    {
        public DateTimeOffset? Due { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : clock.now + dueTime;
                Period = period;
                clock.NotifyWaiters();
                return true;
            }
        }

        public void Dispose()
        {
            lock (clock.gate) clock.timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
