namespace JusInfer.Portal.Gateway.Upstreams.Health;

/// <summary>
/// The two teams that most recently did something, and when. Two are enough to decide whether any other team did it within a time, in
/// constant memory. Not thread-safe.
/// </summary>
internal struct RecentTeams
{
    private (TeamId Team, TimeSpan At)? last;
    private (TeamId Team, TimeSpan At)? lastOther;

    public void Add(TeamId team, TimeSpan now)
    {
        if (last is { } previous && previous.Team != team) lastOther = previous;
        last = (team, now);
    }

    /// <summary>Whether another team than the last one did it at this time or later.</summary>
    public readonly bool HasTwoSince(TimeSpan start) => lastOther?.At >= start;
}
