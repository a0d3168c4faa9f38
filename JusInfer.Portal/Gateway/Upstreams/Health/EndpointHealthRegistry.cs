using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Gateway.Upstreams.Health;

/// <summary>
/// The health of every endpoint, as this process has come to know it. It outlives a catalog: endpoints are known by what they are.
/// </summary>
internal sealed class EndpointHealthRegistry(TimeProvider time)
{
    private readonly ConcurrentDictionary<EndpointKey, EndpointHealth> pages = new();
    private readonly ConditionalWeakTable<ModelEndpoint, EndpointHealth> opened = [];

    public EndpointHealth Of(ModelEndpoint endpoint) =>
        opened.TryGetValue(endpoint, out var health) ? health : opened.GetValue(endpoint, Open);

    /// <summary>As slow as half of what the endpoint is allowed is slow.</summary>
    private EndpointHealth Open(ModelEndpoint endpoint) =>
        pages.GetOrAdd(EndpointKey.Of(endpoint), _ => new EndpointHealth(endpoint.Timeouts.FirstToken / 2, time));
}
