using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Upstreams.Health;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiEmbeddings;

/// <summary>An embedding model at two providers, of which the first one is called first.</summary>
public sealed class EmbeddingsHost : IAsyncLifetime
{
    private const string Model = "test/embedding";

    private PortalHost portal = null!;

    internal ScriptedUpstream First { get; private set; } = null!;

    internal ScriptedUpstream Second { get; private set; } = null!;

    internal PortalTeam Team { get; private set; } = null!;

    internal Caller Caller { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        (First, Second) = (await ScriptedUpstream.StartAsync(), await ScriptedUpstream.StartAsync());
        var catalog = new TestCatalog()
            .Provider("first", First.BaseUrl)
            .Provider("second", Second.BaseUrl)
            .Model(Model, ["first:embedding", "second:embedding"], capabilities: ["embeddings"]);

        // Tests that share this host fail on purpose. RetryBudgetTests covers the retry budget.
        portal = await PortalHost.StartAsync(catalog, ("Gateway:RetryFloor", "100000"));
        Team = await portal.SignUpAsync();
        Caller = await Team.MintAsync(new { name = "embeddings", rpm = 1_000_000 });
    }

    public async ValueTask DisposeAsync()
    {
        await portal.DisposeAsync();
        await First.DisposeAsync();
        await Second.DisposeAsync();
    }

    /// <summary>Sends texts to an endpoint for embeddings. Both providers are healthy before.</summary>
    /// <param name="path">The path of OpenAI's or of Ollama's endpoint, which have these fields in common.</param>
    /// <param name="input">The texts as JSON.</param>
    /// <param name="fields">More fields, with a leading comma.</param>
    /// <param name="first">The items of the first provider's list.</param>
    /// <param name="second">The items of the second provider's list.</param>
    internal async Task<GatewayAnswer> AskAsync(string path, string input, string first, string second = "", string fields = "")
    {
        ResetHealth();
        First.Always(Replies.Json(List(first)));
        Second.Always(Replies.Json(List(second)));
        return await Caller.PostAsync(path, $$"""{"model":"{{Model}}","input":{{input}}{{fields}}}""");
    }

    /// <summary>Forgets the failures of both providers.</summary>
    internal void ResetHealth()
    {
        var health = portal.Services.GetRequiredService<EndpointHealthRegistry>();
        var catalog = portal.Services.GetRequiredService<CatalogSnapshot>();
        foreach (var endpoint in catalog.Models.Single(static model => model.Id == Model).Endpoints) health.Get(endpoint).Reset();
    }

    internal static string List(string items) =>
        $$"""{"object":"list","data":[{{items}}],"model":"m","usage":{{EmbeddingsWire.Usage}}}""";

    /// <summary>The vectors of an answer in their order, as JSON. OpenAI's are numbered so.</summary>
    internal static string Vectors(GatewayAnswer answer)
    {
        if (answer.Json.TryGetProperty("embeddings", out var vectors)) return vectors.GetRawText();
        var items = answer.Json.GetProperty("data").EnumerateArray().ToList();
        items.Select(static item => item.GetProperty("index").GetInt32()).ShouldBe(Enumerable.Range(0, items.Count));
        return $"[{string.Join(',', items.Select(static item => item.GetProperty("embedding").GetRawText()))}]";
    }
}
