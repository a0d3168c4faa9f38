using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Gateway.Upstreams.Health;

/// <summary>
/// The health of every endpoint, as observed by this process. Endpoints are identified by <see cref="EndpointKey"/>, so that their health
/// survives a reload of the catalog.
/// </summary>
internal sealed class EndpointHealthRegistry(TimeProvider time)
{
    private readonly ConcurrentDictionary<EndpointKey, EndpointHealth> byKey = new();
    private readonly ConditionalWeakTable<ModelEndpoint, EndpointHealth> byEndpoint = [];

    public EndpointHealth Get(ModelEndpoint endpoint) =>
        byEndpoint.TryGetValue(endpoint, out var health) ? health : byEndpoint.GetValue(endpoint, Create);

    /// <summary>A first token counts as slow after half of the endpoint's first-token timeout.</summary>
    private EndpointHealth Create(ModelEndpoint endpoint) =>
        byKey.GetOrAdd(EndpointKey.Of(endpoint), _ => new EndpointHealth(endpoint.Timeouts.FirstToken / 2, time));
}
