using System.Collections.Concurrent;

namespace JusInfer.Clients.Upstream;

/// <summary>
/// What happens at two providers during a <see cref="LongErrand"/>: at three commands the provider that is asked first is overloaded, at
/// two the first stream is interrupted.
/// </summary>
internal sealed class ErrandFaults
{
    public static readonly IReadOnlySet<int> OverloadedSteps = new HashSet<int> { 9, 23, 44 };
    public static readonly IReadOnlySet<int> InterruptedSteps = new HashSet<int> { 14, 37 };

    private readonly ConcurrentDictionary<int, string> overloaded = new();
    private readonly ConcurrentDictionary<int, bool> interrupted = new();
    private readonly ConcurrentDictionary<int, string> served = new();
    private int compactions;

    /// <summary>The commands at which a provider was overloaded and another one answered.</summary>
    public IReadOnlyList<int> Failovers => [.. overloaded.Where(fault => served.TryGetValue(fault.Key, out var provider) && provider != fault.Value).Select(static fault => fault.Key).Order()];

    /// <summary>The commands at which a stream was interrupted.</summary>
    public IReadOnlyList<int> Interruptions => [.. interrupted.Keys.Order()];

    /// <summary>How often the conversation was summarized.</summary>
    public int Compactions => Volatile.Read(ref compactions);

    public void CountCompaction() => Interlocked.Increment(ref compactions);

    public bool IsOverloaded(int step, string provider)
    {
        if (OverloadedSteps.Contains(step) && overloaded.GetOrAdd(step, provider) == provider) return true;
        served[step] = provider;
        return false;
    }

    public bool Interrupts(int step) => InterruptedSteps.Contains(step) && interrupted.TryAdd(step, true);
}
