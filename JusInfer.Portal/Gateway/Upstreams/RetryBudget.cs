using JusInfer.Portal.Gateway.Upstreams.Health;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>
/// How much this process may retry in all: in any minute one attempt more for each ten calls, and a floor, so that a small installation
/// retries at all. A provider that is down is thus asked little more often than one that is up, however many calls fail.
/// </summary>
/// <param name="floor">Attempts a minute that are always allowed.</param>
/// <param name="time">The process's clock.</param>
internal sealed class RetryBudget(int floor, TimeProvider time)
{
    private const int CallsPerRetry = 10;

    private readonly Lock gate = new();
    private readonly RollingCounts calls = new(TimeSpan.FromMinutes(1));

    /// <summary>How many more attempts would be allowed now.</summary>
    public int Left
    {
        get
        {
            lock (gate) return LeftAt(time.GetElapsedTime(0));
        }
    }

    /// <summary>A call came in.</summary>
    public void Earn()
    {
        lock (gate) calls.Add(time.GetElapsedTime(0), all: 1, some: 0);
    }

    /// <summary>Takes one attempt more, at the same endpoint or another; false where there is none left.</summary>
    public bool TrySpend()
    {
        lock (gate)
        {
            var now = time.GetElapsedTime(0);
            if (LeftAt(now) <= 0) return false;
            calls.Add(now, all: 0, some: 1);
            return true;
        }
    }

    private int LeftAt(TimeSpan now)
    {
        var (made, retried) = calls.Sum(now);
        return floor + (made / CallsPerRetry) - retried;
    }
}
