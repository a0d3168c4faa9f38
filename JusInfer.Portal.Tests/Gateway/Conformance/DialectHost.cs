using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Conformance;

/// <summary>The product with one scripted provider of each dialect, each with one model.</summary>
public sealed class DialectHost : IAsyncLifetime
{
    private readonly Dictionary<string, ScriptedUpstream> upstreams = [];
    private PortalHost portal = null!;

    internal static IReadOnlyList<ITestDialect> Dialects { get; } = [new ChatTestDialect(), new MessagesTestDialect(), new ResponsesTestDialect()];

    internal Caller Caller { get; private set; } = null!;

    internal ScriptedUpstream this[ITestDialect speaker] => upstreams[speaker.Name];

    internal static string ModelOf(ITestDialect speaker) => $"test/{speaker.Name}";

    /// <summary>A model that leaks its calls into its text.</summary>
    internal static string TextToolCallModelOf(ITestDialect speaker) => $"test/leaky-{speaker.Name}";

    public async ValueTask InitializeAsync()
    {
        var catalog = new TestCatalog();
        foreach (var speaker in Dialects)
        {
            var upstream = upstreams[speaker.Name] = await ScriptedUpstream.StartAsync();
            var address = speaker.Name == "anthropic-messages" ? upstream.BaseUrl[..^"/v1".Length] : upstream.BaseUrl;
            var provider = speaker.Name.Replace('-', '_');
            catalog.Provider(provider, address, dialect: speaker.Name)
                .Model(ModelOf(speaker), [$"{provider}:claude-sonnet-4-5"], context: 200_000, capabilities: ["tools", "parallel_tools", "vision", "json_object", "json_schema", "reasoning", "logprobs"])
                .Model(TextToolCallModelOf(speaker), [$"{provider}:qwen-3"], capabilities: ["tools", "parallel_tools"], toolCallFormat: "hermes");
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
