using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Admission.Runaway;

/// <summary>
/// Caches the pauses of teams. Those of runs and keys apply only if runaway protection is enabled. A change applies to the next call on
/// this node, and within one second on every other.
/// </summary>
internal sealed class PauseCache : IDisposable
{
    private readonly TeamCache<TeamPauses> pauses;
    private readonly IDisposable subscription;

    public PauseCache(IPauseStore store, RunawayOptions options, Signal<AccessChanged> changes)
    {
        pauses = new TeamCache<TeamPauses>(async team => new TeamPauses(
            [.. (await store.ListAsync(team, CancellationToken.None)).Where(pause => options.Enabled || pause.Scope == PauseScope.Team)]));
        subscription = changes.Subscribe(change => pauses.Expire(change.Team));
    }

    /// <summary>The team's pauses, from memory unless they may have changed.</summary>
    public ValueTask<TeamPauses> GetAsync(TeamId team, CancellationToken cancellationToken) => pauses.GetAsync(team, cancellationToken);

    public void Dispose() => subscription.Dispose();
}
