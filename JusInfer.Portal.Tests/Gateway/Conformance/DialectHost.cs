using JusInfer.Portal.Tests.Gateway.Conformance.Wires;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Conformance;

/// <summary>The product with one scripted provider of each dialect, each with one model.</summary>
public sealed class DialectHost : IAsyncLifetime
{
    private readonly Dictionary<string, ScriptedUpstream> upstreams = [];
    private PortalHost portal = null!;

    internal static IReadOnlyList<IWire> Wires { get; } = [new ChatWire(), new MessagesWire(), new ResponsesWire()];

    internal Caller Caller { get; private set; } = null!;

    internal ScriptedUpstream this[IWire wire] => upstreams[wire.Dialect];

    internal static string ModelOf(IWire wire) => $"test/{wire.Dialect}";

    public async ValueTask InitializeAsync()
    {
        var catalog = new TestCatalog();
        foreach (var wire in Wires)
        {
            var upstream = upstreams[wire.Dialect] = await ScriptedUpstream.StartAsync();
            var address = wire.Dialect == "anthropic-messages" ? upstream.BaseUrl[..^"/v1".Length] : upstream.BaseUrl;
            catalog.Provider(wire.Dialect, address, dialect: wire.Dialect)
                .Model(ModelOf(wire), [$"{wire.Dialect}:claude-sonnet-4-5"], context: 200_000, capabilities: ["tools", "parallel_tools", "vision", "json_object", "json_schema", "reasoning", "logprobs"]);
        }

        portal = await PortalHost.StartAsync(catalog);
        Caller = await (await portal.SignUpAsync()).MintAsync(new { name = "conformance", rpm = 1_000_000 });
    }

    public async ValueTask DisposeAsync()
    {
        await portal.DisposeAsync();
        foreach (var upstream in upstreams.Values) await upstream.DisposeAsync();
    }
}
