using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Conformance;

/// <summary>Runs the portal with one scripted provider and one model for each dialect.</summary>
public sealed class DialectHost : IAsyncLifetime
{
    private readonly Dictionary<string, ScriptedUpstream> upstreams = [];
    private PortalHost portal = null!;

    internal static IReadOnlyList<ITestDialect> Dialects { get; } = [new ChatTestDialect(), new MessagesTestDialect(), new ResponsesTestDialect()];

    /// <summary>The dialects of clients: those of providers, and those that only clients have.</summary>
    internal static IReadOnlyList<ITestClientDialect> ClientDialects { get; } = [.. Dialects, new OllamaTestDialect()];

    internal Caller Caller { get; private set; } = null!;

    internal ScriptedUpstream this[ITestDialect dialect] => upstreams[dialect.Name];

    internal static string ModelOf(ITestDialect dialect) => $"test/{dialect.Name}";

    /// <summary>A model that writes tool calls as text.</summary>
    internal static string TextToolCallModelOf(ITestDialect dialect) => $"test/leaky-{dialect.Name}";

    public async ValueTask InitializeAsync()
    {
        var catalog = new TestCatalog();
        foreach (var dialect in Dialects)
        {
            var upstream = upstreams[dialect.Name] = await ScriptedUpstream.StartAsync();
            var address = dialect.Name == "anthropic-messages" ? upstream.BaseUrl[..^"/v1".Length] : upstream.BaseUrl;
            var provider = dialect.Name.Replace('-', '_');
            catalog.Provider(provider, address, dialect: dialect.Name)
                .Model(ModelOf(dialect), [$"{provider}:claude-sonnet-4-5"], context: 200_000, capabilities: ["tools", "parallel_tools", "vision", "json_object", "json_schema", "reasoning", "logprobs"])
                .Model(TextToolCallModelOf(dialect), [$"{provider}:qwen-3"], capabilities: ["tools", "parallel_tools"], toolCallFormat: "hermes");
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
