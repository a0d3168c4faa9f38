using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using JusInfer.Portal.Tests.TestKit.Upstreams.Billing;

namespace JusInfer.Portal.Tests.Gateway.Invoice;

/// <summary>
/// The portal with providers that bill what they receive, of each dialect and each family of models, at the prices of the catalog.
/// </summary>
public class InvoiceHost : IAsyncLifetime
{
    internal const string OpenAi = "bill/gpt";
    internal const string Claude = "bill/claude";
    internal const string Responses = "bill/responses";
    internal const string Gemini = "bill/gemini";

    /// <summary>Answers with as many tokens as it may.</summary>
    internal const string Long = "bill/long";

    internal const string Completing = "bill/completing";

    private static readonly BilledPrices Prices = new(3, 0.3m, 15);

    private static readonly string[] Sighted = ["tools", "parallel_tools", "vision", "json_object", "json_schema"];

    private readonly Dictionary<string, (ScriptedUpstream Upstream, BillingProvider Provider)> providers = [];

    private readonly List<PortalHost> nodes = [];

    internal PortalHost Portal => nodes[0];

    /// <summary>The nodes of the installation, of which each gets a part of the calls.</summary>
    internal IReadOnlyList<PortalHost> Nodes => nodes;

    internal BillingProvider this[string model] => providers[model].Provider;

    /// <summary>The requests that the provider of a model has received since the last call of <see cref="Clear"/>.</summary>
    internal IReadOnlyCollection<UpstreamRequest> RequestsOf(string model) => providers[model].Upstream.Requests;

    /// <summary>Starts a new invoice for a model.</summary>
    internal void Clear(string model)
    {
        providers[model].Provider.Clear();
        providers[model].Upstream.Always(providers[model].Provider.Answer);
    }

    public virtual async ValueTask InitializeAsync() => nodes.Add(await PortalHost.StartAsync(await CatalogAsync()));

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var node in nodes) await node.DisposeAsync();
        foreach (var (upstream, _) in providers.Values) await upstream.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected async Task StartAsync(int count, string store)
    {
        var catalog = await CatalogAsync();
        for (var i = 0; i < count; i++) nodes.Add(await PortalHost.StartAsync(catalog, ("ConnectionStrings:Store", store)));
    }

    private async Task<TestCatalog> CatalogAsync()
    {
        var openAi = await AddAsync(OpenAi, new BillingProvider(BilledFamily.OpenAi, Prices));
        var claude = await AddAsync(Claude, new BillingProvider(BilledFamily.Claude, Prices) { Caches = true });
        var responses = await AddAsync(Responses, new BillingProvider(BilledFamily.OpenAi, Prices) { ReasoningTokens = 30 });
        var gemini = await AddAsync(Gemini, new BillingProvider(BilledFamily.Gemini, Prices));
        var unlimited = await AddAsync(Long, new BillingProvider(BilledFamily.OpenAi, Prices) { AnswerTokens = 50_000 });
        var completing = await AddAsync(Completing, new BillingProvider(BilledFamily.OpenAi, Prices));
        return Priced(
            new TestCatalog()
                .Provider("openai", openAi.BaseUrl)
                .Provider("claude", claude.Root, dialect: "anthropic-messages", anthropic: true)
                .Provider("responses", responses.BaseUrl, dialect: "openai-responses")
                .Provider("gemini", gemini.BaseUrl)
                .Provider("long", unlimited.BaseUrl)
                .Provider("completing", completing.BaseUrl),
            (OpenAi, "openai:gpt-4o"), (Responses, "responses:gpt-4.1"), (Gemini, "gemini:gemini-3-flash"), (Long, "long:gpt-4o"))
            .Model(
                Claude, ["claude:claude-opus-5"], input: 3, cacheRead: 0.3m, cacheWrite: 3.75m, cacheWrite1h: 6, output: 15,
                context: 200_000, maxOutput: 16_000, capabilities: Sighted)
            .Model(
                Completing, ["completing:davinci"], input: 3, cacheRead: 0.3m, output: 15, context: 16_000, maxOutput: 4_000,
                capabilities: ["completions"]);
    }

    private static TestCatalog Priced(TestCatalog catalog, params (string Model, string Endpoint)[] models)
    {
        foreach (var (model, endpoint) in models)
        {
            catalog.Model(
                model, [endpoint], input: 3, cacheRead: 0.3m, output: 15, context: 128_000, maxOutput: 16_000, capabilities: Sighted);
        }

        return catalog;
    }

    private async Task<ScriptedUpstream> AddAsync(string model, BillingProvider provider)
    {
        var upstream = await ScriptedUpstream.StartAsync();
        upstream.Always(provider.Answer);
        providers.Add(model, (upstream, provider));
        return upstream;
    }
}
