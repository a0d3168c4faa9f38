using System.Collections.Concurrent;
using JusInfer.Clients.Infrastructure;
using JusInfer.Clients.Upstream;

[assembly: AssemblyFixture(typeof(Site))]
[assembly: CollectionBehavior(MaxParallelThreads = 2)]

namespace JusInfer.Clients.Infrastructure;

/// <summary>The scripted provider, and before it one gateway for each dialect, started when a client first asks for it.</summary>
public sealed class Site : IAsyncLifetime
{
    private readonly ConcurrentDictionary<Behind, Lazy<Task<Gateway>>> gateways = new();
    private ScriptedProvider? provider;

    internal ScriptedProvider Provider => provider ?? throw new InvalidOperationException("The provider has not been started.");

    public async ValueTask InitializeAsync() => provider = await ScriptedProvider.StartAsync();

    internal async Task<Place> PlaceAsync(Behind behind) => behind.Heard() is { } dialect
        ? (await gateways.GetOrAdd(behind, _ => new(() => Gateway.StartAsync(dialect, Provider.Root))).Value).Place
        : new Place(Provider.Root, ScriptedProvider.Credential);

    /// <summary>The last that the gateway has written; nothing where there is none.</summary>
    internal async Task<string> LogAsync(Behind behind) => gateways.TryGetValue(behind, out var gateway) ? (await gateway.Value).Log.Tail() : "";

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in gateways.Values) await (await gateway.Value).DisposeAsync();
        await Provider.DisposeAsync();
    }
}
