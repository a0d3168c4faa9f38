using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Admission.Runaway;

/// <summary>Caches the paused runs and keys of teams. A change applies to the next call on this node, and within one second on every other.</summary>
internal sealed class PauseCache : IDisposable
{
    private readonly TeamCache<TeamPauses> pauses;
    private readonly RunawayOptions options;
    private readonly IDisposable subscription;

    public PauseCache(IPauseStore store, RunawayOptions options, Signal<AccessChanged> changes)
    {
        this.options = options;
        pauses = new TeamCache<TeamPauses>(async team => new TeamPauses(await store.ListAsync(team, CancellationToken.None)));
        subscription = changes.Subscribe(change => pauses.Expire(change.Team));
    }

    /// <summary>The team's pauses, from memory unless they may have changed.</summary>
    public ValueTask<TeamPauses> GetAsync(TeamId team, CancellationToken cancellationToken) =>
        options.Enabled ? pauses.GetAsync(team, cancellationToken) : new(TeamPauses.None);

    public void Dispose() => subscription.Dispose();
}
