using System.Collections.Immutable;

namespace JusInfer.Portal.Notifications.Webhooks;

/// <summary>When failed deliveries are sent again: ten attempts within 76 hours, as Standard Webhooks recommends.</summary>
internal static class RetrySchedule
{
    /// <summary>The delay after each failed attempt. After the last one, the delivery has failed.</summary>
    public static readonly ImmutableArray<TimeSpan> Delays =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5), TimeSpan.FromHours(10),
        TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>A webhook that has failed for so long is disabled. It is less than the schedule, so that its last attempts decide.</summary>
    public static readonly TimeSpan MaxFailingTime = TimeSpan.FromDays(3);

    /// <summary>The delays are up to this part longer, so that a receiver that was down is not called by all at once.</summary>
    private const double Jitter = 0.1;

    /// <summary>No delay is longer.</summary>
    public static TimeSpan MaxDelay => Delays[^1] * (1 + Jitter);

    /// <param name="failures">The failed attempts before the one that failed now.</param>
    /// <param name="random">From 0 to 1.</param>
    /// <returns>Null if no further attempt follows.</returns>
    public static TimeSpan? DelayAfter(int failures, double random) => failures < Delays.Length ? Delays[failures] * (1 + (Jitter * random)) : null;
}
