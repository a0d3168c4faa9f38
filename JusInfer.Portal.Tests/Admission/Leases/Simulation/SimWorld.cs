using System.Runtime.ExceptionServices;

namespace JusInfer.Portal.Tests.Admission.Leases.Simulation;

/// <summary>
/// Virtual time and everything that happens in it, in one order on one thread. The seed decides all that is random, so that it reproduces a run.
/// </summary>
internal sealed class SimWorld(int seed, Mutant mutant)
{
    private readonly PriorityQueue<Action, (long At, long Order)> events = new();
    private long order;

    public Random Random { get; } = new(seed);

    public Mutant Mutant => mutant;

    /// <summary>Ticks since the start.</summary>
    public long Now { get; private set; }

    /// <summary>The network loses, repeats and delays nothing any more, and nodes stay alive.</summary>
    public bool IsHealed { get; set; }

    /// <summary>An exception that no one has caught.</summary>
    public Exception? Fault { get; set; }

    /// <summary>A number that depends on everything that has happened.</summary>
    public ulong Trace { get; private set; } = 14695981039346656037;

    public void Schedule(TimeSpan delay, Action action) => events.Enqueue(action, (Now + delay.Ticks, order++));

    public bool Step()
    {
        if (!events.TryDequeue(out var action, out var priority)) return false;
        Now = priority.At;
        action();
        if (Fault is not null) ExceptionDispatchInfo.Throw(Fault);
        return true;
    }

    public void Note(long value)
    {
        foreach (var part in (ReadOnlySpan<long>)[Now, value]) Trace = (Trace ^ (ulong)part) * 1099511628211;
    }

    public bool Happens(double probability) => !IsHealed && Random.NextDouble() < probability;

    public TimeSpan Between(double fromMs, double toMs) => TimeSpan.FromMilliseconds(fromMs + (Random.NextDouble() * (toMs - fromMs)));

    public Guid NewId()
    {
        var bytes = new byte[16];
        Random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
