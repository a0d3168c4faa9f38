namespace JusInfer.Portal.Tests.TestKit.Fakes;

/// <summary>
/// The time of the machine, of which a test can skip a part: timers that would have fired in it fire at once. The date stays, so that
/// nothing expires that was issued by it.
/// </summary>
internal sealed class JumpingTime : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<JumpingTimer> timers = [];
    private readonly List<(TimeSpan Due, TaskCompletionSource Created)> waits = [];
    private long skipped;

    public override long GetTimestamp() => base.GetTimestamp() + Interlocked.Read(ref skipped);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new JumpingTimer(this, () => callback(state));
        lock (gate)
        {
            timers.Add(timer);
            timer.Change(dueTime, period);
            foreach (var wait in waits.Where(wait => wait.Due == dueTime)) wait.Created.TrySetResult();
            waits.RemoveAll(static wait => wait.Created.Task.IsCompleted);
        }

        return timer;
    }

    /// <summary>Completes when something waits that has been given this long.</summary>
    public Task WhenAwaitedAsync(TimeSpan due)
    {
        lock (gate)
        {
            if (timers.Exists(timer => timer.Given == due)) return Task.CompletedTask;
            var created = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waits.Add((due, created));
            return created.Task;
        }
    }

    public void Skip(TimeSpan time)
    {
        Interlocked.Add(ref skipped, (long)(time.TotalSeconds * TimestampFrequency));
        lock (gate)
        {
            foreach (var timer in timers) timer.Hurry();
        }
    }

    private void Remove(JumpingTimer timer)
    {
        lock (gate) timers.Remove(timer);
    }

    private sealed class JumpingTimer : ITimer
    {
        private readonly JumpingTime clock;
        private readonly ITimer inner;
        private long since;
        private TimeSpan period;

        public JumpingTimer(JumpingTime clock, Action fire)
        {
            this.clock = clock;
            inner = TimeProvider.System.CreateTimer(_ => Fire(fire), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        /// <summary>The time after which it fires, counted from its last change; null if it does not fire.</summary>
        public TimeSpan? Given { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan newPeriod)
        {
            lock (clock.gate)
            {
                (Given, period, since) = (dueTime == Timeout.InfiniteTimeSpan ? null : dueTime, newPeriod, clock.GetTimestamp());
                return inner.Change(dueTime, Timeout.InfiniteTimeSpan);
            }
        }

        /// <summary>Fires when it is due by the clock, of which a part was skipped.</summary>
        public void Hurry()
        {
            if (Given is not { } given) return;
            var left = given - clock.GetElapsedTime(since);
            if (left <= TimeSpan.Zero) Given = null; // It is about to fire: nothing waits for it any more.
            inner.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }

        public void Dispose()
        {
            clock.Remove(this);
            inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            clock.Remove(this);
            return inner.DisposeAsync();
        }

        private void Fire(Action fire)
        {
            lock (clock.gate) Change(period > TimeSpan.Zero ? period : Timeout.InfiniteTimeSpan, period);
            fire();
        }
    }
}
