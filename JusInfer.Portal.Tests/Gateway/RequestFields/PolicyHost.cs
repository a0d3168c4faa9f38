using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.RequestFields;

/// <summary>The portal with a provider of each dialect, and with providers whose catalog entry allows parts of requests at a price.</summary>
public sealed class PolicyHost : IAsyncLifetime
{
    internal const string Chat = "test/chat";
    internal const string Claude = "test/claude";
    internal const string Responses = "test/responses";

    /// <summary>Of a provider of Responses that prices web searches, file searches and flexible processing.</summary>
    internal const string Priced = "test/priced";

    /// <summary>Of a provider of Messages that prices web searches.</summary>
    internal const string PricedClaude = "test/priced-claude";

    /// <summary>At a provider that rejects web searches, then at one that prices them.</summary>
    internal const string Mixed = "test/mixed";

    /// <summary>Another model of the catalog, ten times as expensive.</summary>
    internal const string Expensive = "test/expensive";

    internal PortalHost Portal { get; private set; } = null!;

    internal ScriptedUpstream Upstream { get; private set; } = null!;

    internal PortalTeam Team { get; private set; } = null!;

    internal Caller Caller { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        const string Prices = """
            [
              { "tool": "web_search", "action": "allow", "pricePerCall": 0.01 },
              { "tool": "file_search", "action": "allow", "pricePerCall": 0.0025 },
              { "objectId": "vector_store_ids", "action": "allow" },
              { "field": "service_tier", "action": "allow", "multipliers": { "flex": 0.5 } },
              { "field": "unheard_of", "action": "remove" }
            ]
            """;
        Upstream = await ScriptedUpstream.StartAsync();
        Portal = await PortalHost.StartAsync(new TestCatalog()
            .Provider("chat", Upstream.BaseUrl)
            .Provider("claude", Upstream.Root, dialect: "anthropic-messages")
            .Provider("responses", Upstream.BaseUrl, dialect: "openai-responses")
            .Provider("priced", Upstream.BaseUrl, dialect: "openai-responses", requestPolicy: Prices)
            .Provider("pricedclaude", Upstream.Root, dialect: "anthropic-messages", requestPolicy: """[{"tool":"web_search","action":"allow","pricePerCall":0.01}]""")
            .Provider("strict", Upstream.BaseUrl, dialect: "openai-responses", requestPolicy: """[{"tool":"web_search","action":"reject"}]""")
            .Model(Chat, ["chat:chat-model"])
            .Model(Claude, ["claude:claude-opus-5-5"])
            .Model(Responses, ["responses:gpt-4.1"])
            .Model(Priced, ["priced:gpt-4.1"])
            .Model(PricedClaude, ["pricedclaude:claude-opus-5-5"])
            .Model(Mixed, ["strict:gpt-4.1", "priced:gpt-4.1"])
            .Model(Expensive, ["chat:expensive-model"], input: 10, cacheRead: 10, output: 100, aliases: ["expensive-alias"]));
        Team = await Portal.SignUpAsync();
        Caller = await Team.MintAsync(new { name = "caller", rpm = 100_000 });
    }

    public async ValueTask DisposeAsync()
    {
        await Portal.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    /// <summary>Sends a request for a response.</summary>
    internal Task<GatewayAnswer> RespondAsync(string model, string more) =>
        Caller.PostAsync("/v1/responses", $$"""{"model":"{{model}}","store":false,"input":"hello",{{more}}}""");

    internal Task<GatewayAnswer> ChatAsync(string model, string more) => Caller.AskAsync(Caller.Asking(model, extra: $",{more}"));

    internal Task<GatewayAnswer> MessageAsync(string model, string more, params (string, string)[] headers) =>
        Caller.PostAsync("/v1/messages", $$"""{"model":"{{model}}","max_tokens":100,"messages":[{"role":"user","content":"hello"}],{{more}}}""", headers);
}
