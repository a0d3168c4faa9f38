using JusInfer.Portal.Gateway.Upstreams.Health;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>
/// Limits the retries of each team: per minute one retry for every ten of its calls, plus a fixed number, so that small installations can
/// retry too. The process has the same limit for all calls with twice the fixed number. A failing provider therefore gets only slightly
/// more requests than a healthy one, and the failures of one team leave the others a complete fixed number.
/// </summary>
/// <param name="floor">The number of retries per minute that are allowed to a team regardless of the number of its calls.</param>
/// <param name="time">The process's clock.</param>
internal sealed class RetryBudget(int floor, TimeProvider time)
{
    /// <summary>
    /// The number of teams that are counted separately. Further ones share one count, which limits the memory to about 4 MB.
    /// </summary>
    public const int MaxTeams = 10_000;

    private const int CallsPerRetry = 10;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly RollingCounts all = new(Window);
    private readonly Dictionary<TeamId, RollingCounts> byTeam = [];
    private TimeSpan nextCleanup;

    /// <summary>
    /// The number of retries that the process allows at the moment, without the second fixed number, which is for teams other than the
    /// one that retries most.
    /// </summary>
    public int Remaining
    {
        get
        {
            lock (gate) return Math.Max(0, RemainingOf(all, floor, time.GetElapsedTime(0)));
        }
    }

    /// <summary>The number of retries that the team can take at the moment, from its own limit and that of the process.</summary>
    public int RemainingFor(TeamId team)
    {
        lock (gate)
        {
            var now = time.GetElapsedTime(0);
            return Math.Max(0, Math.Min(RemainingOf(CountsOf(team, now), floor, now), RemainingOf(all, 2 * floor, now)));
        }
    }

    /// <summary>Records a call, which adds to the budget of its team and of the process.</summary>
    public void RecordCall(TeamId team)
    {
        lock (gate)
        {
            var now = time.GetElapsedTime(0);
            all.Add(now, total: 1, marked: 0);
            CountsOf(team, now).Add(now, total: 1, marked: 0);
        }
    }

    /// <summary>Takes one retry, for any endpoint, from the budget of the team and of the process; false if either is used up.</summary>
    public bool TrySpend(TeamId team)
    {
        lock (gate)
        {
            var now = time.GetElapsedTime(0);
            var counts = CountsOf(team, now);
            if (RemainingOf(counts, floor, now) <= 0 || RemainingOf(all, 2 * floor, now) <= 0) return false;
            counts.Add(now, total: 0, marked: 1);
            all.Add(now, total: 0, marked: 1);
            return true;
        }
    }

    private static int RemainingOf(RollingCounts counts, int floor, TimeSpan now)
    {
        var (calls, retries) = counts.Sum(now);
        return floor + (calls / CallsPerRetry) - retries;
    }

    private RollingCounts CountsOf(TeamId team, TimeSpan now)
    {
        if (byTeam.TryGetValue(team, out var counts)) return counts;
        if (now >= nextCleanup)
        {
            nextCleanup = now + Window;
            foreach (var (idle, theirs) in byTeam)
            {
                if (theirs.Sum(now) == default) byTeam.Remove(idle);
            }
        }

        if (byTeam.Count >= MaxTeams) team = default;
        if (!byTeam.TryGetValue(team, out counts)) byTeam.Add(team, counts = new RollingCounts(Window));
        return counts;
    }
}
