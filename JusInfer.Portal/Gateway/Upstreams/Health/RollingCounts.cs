namespace JusInfer.Portal.Gateway.Upstreams.Health;

/// <summary>
/// Two counts over a sliding window. The window consists of slots that expire one by one, so that a count lasts up to a twelfth longer than
/// the window, and never shorter. Not thread-safe.
/// </summary>
/// <param name="window">The length of the window.</param>
internal sealed class RollingCounts(TimeSpan window)
{
    private const int SlotsPerWindow = 12;

    private readonly Slot[] slots = new Slot[SlotsPerWindow + 1];

    /// <param name="now">The current time on a monotonic clock.</param>
    /// <param name="total">Added to the count of all events.</param>
    /// <param name="marked">Added to the count of marked events, such as failures.</param>
    public void Add(TimeSpan now, int total, int marked)
    {
        var number = NumberAt(now);
        ref var slot = ref slots[number % slots.Length];
        if (slot.Number != number) slot = new Slot { Number = number };
        slot.Total += total;
        slot.Marked += marked;
    }

    public (int Total, int Marked) Sum(TimeSpan now)
    {
        var oldest = NumberAt(now) - SlotsPerWindow;
        var (total, marked) = (0, 0);
        foreach (var slot in slots)
        {
            if (slot.Number < oldest) continue;
            total += slot.Total;
            marked += slot.Marked;
        }

        return (total, marked);
    }

    public void Clear() => Array.Clear(slots);

    private long NumberAt(TimeSpan now) => now.Ticks / (window.Ticks / SlotsPerWindow);

    private struct Slot
    {
        public long Number;
        public int Total;
        public int Marked;
    }
}
