namespace JusInfer.Portal.Tests.Admission.Leases.Simulation;

/// <summary>
/// A process that can be paused and killed. What it awaits continues on the thread of the simulation, one continuation per event; nothing of a
/// killed process continues.
/// </summary>
internal sealed class SimProcess : SynchronizationContext
{
    private readonly SimWorld world;
    private readonly Queue<Action> deferred = new();
    private bool isPaused;

    public SimProcess(SimWorld world)
    {
        this.world = world;
        Clock = new SimClock(world, 0.99 + (world.Random.NextDouble() * 0.02), Run);
    }

    public SimClock Clock { get; }

    public bool IsAlive { get; private set; } = true;

    public override void Post(SendOrPostCallback d, object? state) => world.Schedule(TimeSpan.Zero, () => Run(() => d(state)));

    /// <summary>Runs an action of this process now, or when it is no longer paused.</summary>
    public void Run(Action action)
    {
        if (!IsAlive) return;
        if (isPaused)
        {
            deferred.Enqueue(action);
            return;
        }

        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            action();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    /// <summary>Starts an activity of this process. A fault of it is one of the run.</summary>
    public void Start(Func<Task> activity) => Run(() => _ = ObserveAsync(activity()));

    public void Pause() => isPaused = true;

    public void Resume()
    {
        isPaused = false;
        while (deferred.TryDequeue(out var action))
        {
            var next = action;
            world.Schedule(TimeSpan.Zero, () => Run(next));
        }
    }

    public void Kill() => IsAlive = false;

    private async Task ObserveAsync(Task activity)
    {
        try
        {
            await activity;
        }
        catch (Exception fault)
        {
            world.Fault = fault;
        }
    }
}
