namespace JusInfer.Portal.Admission.Leases;

/// <summary>How much nodes lease, and for how long.</summary>
internal static class LeaseTerms
{
    /// <summary>A node that has not renewed its lease for so long counts as dead, by the clock of the store.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The holder does not use a lease for longer, by its monotonic clock and from before the request. Shorter than for others, by more than two
    /// clocks differ in a minute.
    /// </summary>
    public static readonly TimeSpan HolderDuration = TimeSpan.FromSeconds(45);

    /// <summary>A slice lasts so long at the recent rate of use, so that a busy node asks the store about once per second.</summary>
    public static readonly TimeSpan Use = TimeSpan.FromSeconds(2);

    /// <summary>A call that other nodes leave too little for asks again after so long, while they return what they do not use.</summary>
    public static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(50);

    /// <summary>A node that was asked to return what it does not use leases no more than its calls need for so long.</summary>
    public static readonly TimeSpan RecallTime = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Beyond what a call needs, a node gets at most this part of what is free. So the slices of all nodes shrink to single holds near the limit.
    /// </summary>
    public const long ShareOfFree = 4;
}
