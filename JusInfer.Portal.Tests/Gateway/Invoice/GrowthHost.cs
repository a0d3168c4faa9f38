using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using JusInfer.Portal.Tests.TestKit.Upstreams.Billing;

namespace JusInfer.Portal.Tests.Gateway.Invoice;

/// <summary>The portal with one provider that bills in each dialect, and models with a long context window.</summary>
public sealed class GrowthHost : IAsyncLifetime
{
    internal const string Chat = "growth/chat";
    internal const string Claude = "growth/claude";
    internal const string Responses = "growth/responses";

    /// <summary>Wants its reasoning back with its tool calls.</summary>
    internal const string Thinking = "growth/thinking";

    internal const string Embedding = "growth/embedding";

    internal BillingProvider Provider { get; } = new(BilledFamily.OpenAi, new BilledPrices(3, 0.3m, 15));

    internal ScriptedUpstream Upstream { get; private set; } = null!;

    internal PortalHost Portal { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Upstream = await ScriptedUpstream.StartAsync();
        var catalog = new TestCatalog()
            .Provider("one", Upstream.BaseUrl, timeoutSeconds: 60)
            .Provider("two", Upstream.BaseUrl, timeoutSeconds: 60)
            .Provider("claude", Upstream.Root, dialect: "anthropic-messages", anthropic: true)
            .Provider("responses", Upstream.BaseUrl, dialect: "openai-responses")
            .Model(Embedding, ["one:e", "two:e"], input: 3, cacheRead: 3, output: 0, capabilities: ["embeddings"]);
        string[] abilities = ["tools", "parallel_tools", "logprobs"];
        foreach (var (model, endpoints, more) in ((string, string[], string[])[])
            [
                (Chat, ["one:gpt-4o", "two:gpt-4o"], []), (Claude, ["claude:claude-opus-5"], []), (Responses, ["responses:gpt-4.1"], []),
                (Thinking, ["one:kimi-k2.6"], ["reasoning"]),
            ])
        {
            catalog.Model(
                model, endpoints, input: 3, cacheRead: 0.3m, output: 15, context: 1_000_000, maxOutput: 200_000,
                capabilities: [.. abilities, .. more]);
        }

        Portal = await PortalHost.StartAsync(catalog);
        Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await Portal.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    /// <summary>Starts a new invoice.</summary>
    internal void Clear()
    {
        Provider.Clear();
        Upstream.Always(Provider.Answer);
    }
}
