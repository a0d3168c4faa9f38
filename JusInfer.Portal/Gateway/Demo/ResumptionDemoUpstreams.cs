using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Gateway.Upstreams;
using JusInfer.Portal.Gateway.Upstreams.Health;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Simulator;

namespace JusInfer.Portal.Gateway.Demo;

/// <summary>
/// The two simulated providers of <see cref="ResumptionDemo"/>, and the gateway's attempts against them. Circuit breakers, retry budget and counters are its
/// own, so that the calls of visitors change nothing for other calls, and no operator takes them for interruptions.
/// </summary>
internal sealed class ResumptionDemoUpstreams : IDisposable
{
    /// <summary>The simulator answers faster than a person reads. With its default times, the demo writes 25 words per second.</summary>
    private const int Slowdown = 6;

    private readonly EndpointHealthRegistry health;
    private readonly UpstreamHttpClients clients;

    public ResumptionDemoUpstreams(IServiceProvider services, SimulatorOptions simulator, GatewayOptions options, RetryPolicy policy, TimeProvider time, ILoggerFactory logs)
    {
        var slow = simulator with { FirstTokenDelay = simulator.FirstTokenDelay * Slowdown, TokenDelay = simulator.TokenDelay * Slowdown, PrefixBlocks = 1 };
        clients = new UpstreamHttpClients(new SimulatorHandler(slow, time));
        health = new EndpointHealthRegistry(time, new Signal<BreakerChanged>());
        var budget = new RetryBudget(options.RetryFloor, time);
        var upstream = ActivatorUtilities.CreateInstance<UpstreamClient>(services, clients);
        var continuations = new ContinuationLoop(upstream, health, policy, budget, time, logs.CreateLogger<ContinuationLoop>());
        Attempts = new AttemptLoop(
            upstream, continuations, new ResumptionCounters(new OwnMeters()), health, policy, budget, time, logs.CreateLogger<AttemptLoop>());
    }

    public AttemptLoop Attempts { get; }

    /// <summary>The catalog's baseline model at the two providers: its prices give the cost of the tokens.</summary>
    public static ImmutableArray<RouteTarget> TargetsOf(CatalogSnapshot catalog)
    {
        var baseline = catalog.Auto.Baseline;
        ImmutableArray<ModelEndpoint> endpoints = [EndpointAt("provider-a"), EndpointAt("provider-b")];
        var model = baseline with { Endpoints = endpoints, Continuation = Continuation.Anchor, HasThinkTags = false };
        return [.. endpoints.Select(endpoint => new RouteTarget(model, endpoint))];

        ModelEndpoint EndpointAt(string provider) => new() { Provider = Provider.EmbeddedSimulator with { Id = provider }, Model = baseline.Id };
    }

    public void Dispose()
    {
        health.Dispose();
        clients.Dispose();
    }

    /// <summary>Meters that nothing exports.</summary>
    private sealed class OwnMeters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new($"{options.Name}.demo");

        public void Dispose()
        {
        }
    }
}
