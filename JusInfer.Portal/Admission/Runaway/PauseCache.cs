using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Admission.Runaway;

/// <summary>Caches the paused runs and keys of teams. A change applies to the next call on this node, and within one second on every other.</summary>
internal sealed class PauseCache : IDisposable
{
    private readonly TenantCache<TenantPauses> pauses;
    private readonly RunawayOptions options;
    private readonly IDisposable subscription;

    public PauseCache(IPauseStore store, RunawayOptions options, Signal<AccessChanged> changes)
    {
        this.options = options;
        pauses = new TenantCache<TenantPauses>(async tenant => new TenantPauses(await store.ListAsync(tenant, CancellationToken.None)));
        subscription = changes.Subscribe(change => pauses.Expire(change.Tenant));
    }

    /// <summary>The team's pauses, from memory unless they may have changed.</summary>
    public ValueTask<TenantPauses> GetAsync(TenantId tenant, CancellationToken cancellationToken) =>
        options.Enabled ? pauses.GetAsync(tenant, cancellationToken) : new(TenantPauses.None);

    public void Dispose() => subscription.Dispose();
}
