namespace JusInfer.Portal.Gateway.Upstreams.Health;

/// <summary>
/// Decides when calls that an endpoint denied with 403 or 404 show that the endpoint is at fault and not one caller, who can provoke such
/// a status, for example with content that the provider's moderation refuses: after three denials within a minute, without a success in
/// between, that two teams got. One team is enough if no other one has made a call that could use the endpoint within the last hour.
/// Constant memory; not thread-safe.
/// </summary>
internal sealed class AccessDenialCounter
{
    private const int DenialsToOpen = 3;

    private static readonly TimeSpan DenialWindow = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan CallWindow = TimeSpan.FromHours(1);

    /// <summary>The times of the last denials; the oldest one is overwritten.</summary>
    private readonly TimeSpan?[] deniedAt = new TimeSpan?[DenialsToOpen];
    private RecentTeams callers;
    private RecentTeams denied;
    private int next;

    /// <summary>Records a call that could use the endpoint.</summary>
    public void RecordCall(TeamId team, TimeSpan now) => callers.Add(team, now);

    /// <summary>Records a denial of access.</summary>
    /// <returns>Whether the endpoint is at fault.</returns>
    public bool RecordDenial(TeamId team, TimeSpan now)
    {
        denied.Add(team, now);
        deniedAt[next] = now;
        next = (next + 1) % DenialsToOpen;
        return deniedAt[next] >= now - DenialWindow
            && (denied.HasTwoSince(now - DenialWindow) || !callers.HasTwoSince(now - CallWindow));
    }

    public void Clear()
    {
        Array.Clear(deniedAt);
        denied = default;
    }
}
