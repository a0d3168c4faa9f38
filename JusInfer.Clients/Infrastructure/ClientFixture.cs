using System.Collections.Concurrent;
using JusInfer.Clients.Infrastructure;
using JusInfer.Clients.Upstream;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(ClientFixture))]
[assembly: Parallelization(MaxThreads = 2)]

namespace JusInfer.Clients.Infrastructure;

/// <summary>Starts the scripted provider, and one gateway for each dialect when a client first needs it.</summary>
public sealed class ClientFixture : IAsyncLifetime
{
    private readonly ConcurrentDictionary<ClientTarget, Lazy<Task<Gateway>>> gateways = new();
    private readonly Lazy<Task<Gateway>> demo = new(Gateway.StartDemoAsync);
    private ScriptedProvider? provider;

    internal ScriptedProvider Provider => provider ?? throw new InvalidOperationException("The provider has not been started.");

    public async ValueTask InitializeAsync() => provider = await ScriptedProvider.StartAsync();

    internal async Task<ClientEndpoint> EndpointAsync(ClientTarget target) => target.UpstreamDialect() is { } dialect
        ? (await gateways.GetOrAdd(target, _ => new(() => Gateway.StartAsync(dialect, Provider.Root))).Value).Endpoint
        : new ClientEndpoint(Provider.Root, ScriptedProvider.Credential);

    /// <summary>Creates an account at a gateway in demo mode.</summary>
    internal async Task<GatewayAccount> DemoAccountAsync() => await GatewayAccount.CreateAsync((await demo.Value).Endpoint.Root);

    /// <summary>The end of the gateway's log; empty if there is no gateway.</summary>
    internal async Task<string> LogAsync(ClientTarget target) => gateways.TryGetValue(target, out var gateway) ? (await gateway.Value).Log.Tail() : "";

    /// <summary>Stops all of them, also after one that has logged errors.</summary>
    public async ValueTask DisposeAsync()
    {
        List<Exception> faults = [];
        foreach (var gateway in demo.IsValueCreated ? gateways.Values.Append(demo) : gateways.Values)
        {
            try
            {
                await (await gateway.Value).DisposeAsync();
            }
            catch (Exception fault)
            {
                faults.Add(fault);
            }
        }

        await Provider.DisposeAsync();
        if (faults.Count > 0) throw new AggregateException(faults);
    }
}
