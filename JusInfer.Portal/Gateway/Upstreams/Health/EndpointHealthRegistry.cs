using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Gateway.Upstreams.Health;

/// <summary>
/// The health of every endpoint, as observed by this process, with hints from the circuit breakers of other nodes. Endpoints are identified by
/// <see cref="EndpointKey"/>, so that their health survives a reload of the catalog.
/// </summary>
internal sealed class EndpointHealthRegistry : IDisposable
{
    private readonly ConcurrentDictionary<EndpointKey, EndpointHealth> byKey = new();
    private readonly ConditionalWeakTable<ModelEndpoint, EndpointHealth> byEndpoint = [];
    private readonly TimeProvider time;
    private readonly Signal<BreakerChanged> breakers;
    private readonly IDisposable subscription;

    public EndpointHealthRegistry(TimeProvider time, Signal<BreakerChanged> breakers)
    {
        (this.time, this.breakers) = (time, breakers);
        subscription = breakers.Subscribe(ApplyHint);
    }

    public EndpointHealth Get(ModelEndpoint endpoint) =>
        byEndpoint.TryGetValue(endpoint, out var health) ? health : byEndpoint.GetValue(endpoint, Create);

    private EndpointHealth Create(ModelEndpoint endpoint) => byKey.GetOrAdd(
        EndpointKey.From(endpoint),
        key => new EndpointHealth(time, isOpen => breakers.Publish(new BreakerChanged(key.Provider, key.Model, isOpen, IsForeign: false))));

    /// <summary>Nodes hash credentials differently, so a hint concerns the endpoint with any credential.</summary>
    private void ApplyHint(BreakerChanged change)
    {
        if (!change.IsForeign) return;
        foreach (var (key, health) in byKey)
        {
            if (key.Provider == change.Provider && key.Model == change.Model) health.Hint(change.IsOpen);
        }
    }

    public void Dispose() => subscription.Dispose();
}
