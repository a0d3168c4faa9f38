using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Upstreams.Health;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Gateway;

/// <summary>
/// The product with three scripted providers: <see cref="Alpha"/>, which stops billing when a call is aborted; <see cref="Beta"/>, which
/// does not; and <see cref="Hasty"/>, of which each model is given little time for one thing, and enough for the rest.
/// </summary>
public sealed class GatewayHost : IAsyncLifetime
{
    public const string Frontier = "test/frontier-1";
    public const string Small = "test/small-1";

    /// <summary>At alpha, then at beta.</summary>
    public const string Spare = "test/spare";

    /// <summary>At beta alone.</summary>
    public const string Drained = "test/drained";

    /// <summary>At hasty, with four seconds to the first byte; at hasty, as <see cref="Idle"/>; then at alpha.</summary>
    public const string Hung = "test/hung";

    /// <summary>At hasty, with four seconds between two bytes.</summary>
    public const string Idle = "test/idle";

    /// <summary>At hasty, with five seconds between two bytes.</summary>
    public const string Patient = "test/patient";

    /// <summary>At hasty, with eight seconds in total.</summary>
    public const string Brief = "test/brief";
    public const string Tiny = "test/tiny";

    /// <summary>Has text completions beside chat.</summary>
    public const string Completing = "test/completing";

    /// <summary>Prompts above 1,000 tokens cost twice as much.</summary>
    public const string Tiered = "test/tiered";

    /// <summary>Audio costs ten times as much as text.</summary>
    public const string Audible = "test/audible";

    internal PortalHost Portal { get; private set; } = null!;

    internal ScriptedUpstream Alpha { get; private set; } = null!;

    internal ScriptedUpstream Beta { get; private set; } = null!;

    internal ScriptedUpstream Hasty { get; private set; } = null!;

    internal PortalTeam Team { get; private set; } = null!;

    internal TestCatalog Catalog => new TestCatalog()
        .Provider("alpha", Alpha.BaseUrl)
        .Provider("beta", Beta.BaseUrl, stopsBilling: false)
        .Provider("hasty", Hasty.BaseUrl, timeoutSeconds: 4, totalSeconds: 60)
        .Provider("idle", Hasty.BaseUrl, timeoutSeconds: 60, idleSeconds: 4)
        .Provider("patient", Hasty.BaseUrl, timeoutSeconds: 60, idleSeconds: 5)
        .Provider("brief", Hasty.BaseUrl, timeoutSeconds: 60, totalSeconds: 8)
        .Provider("absent", "http://127.0.0.1:9/v1", apiKeyEnv: "JUSINFER_TEST_NOWHERE")
        .Model(Frontier, ["alpha:frontier-upstream"], "frontier", 0.9, input: 3, cacheRead: 0.3m, output: 15, aliases: ["frontier-alias"], capabilities: ["tools", "parallel_tools", "vision", "json_object", "json_schema"])
        .Model(Small, ["alpha:small-upstream"], "small", 0.4, input: 0.1m, cacheRead: 0.01m, output: 0.2m)
        .Model(Spare, ["alpha:spare-at-alpha", "beta:spare-at-beta"])
        .Model(Drained, ["beta:drained"])
        .Model(Hung, ["hasty:hung", "idle:hung", "alpha:hung"])
        .Model(Idle, ["idle:idle"])
        .Model(Patient, ["patient:patient"])
        .Model(Brief, ["brief:brief"])
        .Model("test/roomy", ["alpha:roomy"], context: 2_000_000)
        .Model(Tiny, ["alpha:tiny"], context: 200, capabilities: [])
        .Model(Completing, ["alpha:completing"], capabilities: ["completions"])
        .Model(Tiered, ["alpha:tiered"], input: 1, cacheRead: 0.1m, output: 10, priceTiers: """[{ "above": 1000, "input": 2, "cacheRead": 0.2, "output": 20 }]""")
        .Model(Audible, ["alpha:audible"], input: 1, cacheRead: 0.1m, output: 10, audioInput: 10, audioOutput: 100)
        .Model("test/embedding", ["alpha:embedding"], "small", 0.1, capabilities: ["embeddings"])
        .Model("test/unconnected", ["absent:unconnected"]);

    /// <summary>Forgets what earlier tests have made this model's endpoints look like.</summary>
    internal void ResetHealth(string model)
    {
        var health = Portal.Services.GetRequiredService<EndpointHealthRegistry>();
        var catalog = Portal.Services.GetRequiredService<CatalogSnapshot>();
        foreach (var endpoint in catalog.Models.Single(known => known.Id == model).Endpoints) health.Get(endpoint).Reset();
    }

    public async ValueTask InitializeAsync()
    {
        (Alpha, Beta, Hasty) = (await ScriptedUpstream.StartAsync(), await ScriptedUpstream.StartAsync(), await ScriptedUpstream.StartAsync());
        // Tests that share this host fail often and on purpose. RetryBudgetTests covers the retry budget.
        Portal = await PortalHost.StartAsync(Catalog, ("Gateway:RetryFloor", "100000"));
        Team = await Portal.SignUpAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Portal.DisposeAsync();
        foreach (var upstream in (ScriptedUpstream[])[Alpha, Beta, Hasty]) await upstream.DisposeAsync();
    }
}
