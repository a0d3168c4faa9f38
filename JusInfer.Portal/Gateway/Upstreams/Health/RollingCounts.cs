namespace JusInfer.Portal.Gateway.Upstreams.Health;

/// <summary>
/// Two counts over the last while, kept in slots that fall out one by one: a count may be remembered a twelfth longer than asked for, never
/// shorter. Not for several threads at once.
/// </summary>
/// <param name="span">How long a count is remembered.</param>
internal sealed class RollingCounts(TimeSpan span)
{
    private const int SlotsInSpan = 12;

    private readonly Slot[] slots = new Slot[SlotsInSpan + 1];

    /// <param name="now">On a clock that does not go back.</param>
    /// <param name="all">Added to the count of everything.</param>
    /// <param name="some">Added to the count of what is watched among it.</param>
    public void Add(TimeSpan now, int all, int some)
    {
        var number = NumberAt(now);
        ref var slot = ref slots[number % slots.Length];
        if (slot.Number != number) slot = new Slot { Number = number };
        slot.All += all;
        slot.Some += some;
    }

    public (int All, int Some) Sum(TimeSpan now)
    {
        var oldest = NumberAt(now) - SlotsInSpan;
        var (all, some) = (0, 0);
        foreach (var slot in slots)
        {
            if (slot.Number < oldest) continue;
            all += slot.All;
            some += slot.Some;
        }

        return (all, some);
    }

    public void Clear() => Array.Clear(slots);

    private long NumberAt(TimeSpan now) => now.Ticks / (span.Ticks / SlotsInSpan);

    private struct Slot
    {
        public long Number;
        public int All;
        public int Some;
    }
}
