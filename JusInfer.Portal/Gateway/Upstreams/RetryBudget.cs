using JusInfer.Portal.Gateway.Upstreams.Health;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>
/// Limits the retries of this process: per minute one retry for every ten calls, plus a fixed number, so that small installations can retry
/// too. A failing provider therefore gets only slightly more requests than a healthy one.
/// </summary>
/// <param name="floor">The number of retries per minute that are allowed regardless of the number of calls.</param>
/// <param name="time">The process's clock.</param>
internal sealed class RetryBudget(int floor, TimeProvider time)
{
    private const int CallsPerRetry = 10;

    private readonly Lock gate = new();
    private readonly RollingCounts calls = new(TimeSpan.FromMinutes(1));

    /// <summary>The number of retries that are allowed at the moment.</summary>
    public int Remaining
    {
        get
        {
            lock (gate) return RemainingAt(time.GetElapsedTime(0));
        }
    }

    /// <summary>Records a call, which adds to the budget.</summary>
    public void RecordCall()
    {
        lock (gate) calls.Add(time.GetElapsedTime(0), total: 1, marked: 0);
    }

    /// <summary>Takes one retry from the budget, for any endpoint; false if the budget is used up.</summary>
    public bool TrySpend()
    {
        lock (gate)
        {
            var now = time.GetElapsedTime(0);
            if (RemainingAt(now) <= 0) return false;
            calls.Add(now, total: 0, marked: 1);
            return true;
        }
    }

    private int RemainingAt(TimeSpan now)
    {
        var (callCount, retryCount) = calls.Sum(now);
        return floor + (callCount / CallsPerRetry) - retryCount;
    }
}
