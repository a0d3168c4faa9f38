using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Upstreams.Health;
using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Gateway.Translation.Reasoning;

/// <summary>The portal with two providers of each dialect that has signatures of reasoning.</summary>
public sealed class SealedReasoningHost : IAsyncLifetime
{
    /// <summary>At alpha, then at beta; both are providers of Responses.</summary>
    public const string Gpt = "test/gpt";

    /// <summary>At gamma, then at delta; both are providers of Messages.</summary>
    public const string Claude = "test/claude";

    private readonly List<ScriptedUpstream> upstreams = [];

    internal PortalHost Portal { get; private set; } = null!;

    internal SigningProvider Alpha { get; private set; } = null!;

    internal SigningProvider Beta { get; private set; } = null!;

    internal SigningProvider Gamma { get; private set; } = null!;

    internal SigningProvider Delta { get; private set; } = null!;

    internal PortalTeam Team { get; private set; } = null!;

    internal TestCatalog Catalog { get; } = new();

    /// <summary>The first and the second provider of a model.</summary>
    internal (SigningProvider First, SigningProvider Second) ProvidersOf(string model) => model == Claude ? (Gamma, Delta) : (Alpha, Beta);

    /// <summary>Has every provider answer, and forgets their failures.</summary>
    internal void Reset()
    {
        foreach (var provider in (SigningProvider[])[Alpha, Beta, Gamma, Delta]) provider.Reset();
        var health = Portal.Services.GetRequiredService<EndpointHealthRegistry>();
        foreach (var endpoint in Portal.Services.GetRequiredService<CatalogSnapshot>().Models.SelectMany(static model => model.Endpoints)) health.Get(endpoint).Reset();
    }

    public async ValueTask InitializeAsync()
    {
        Alpha = await AddAsync("alpha", new ResponsesTestDialect());
        Beta = await AddAsync("beta", new ResponsesTestDialect());
        Gamma = await AddAsync("gamma", new MessagesTestDialect());
        Delta = await AddAsync("delta", new MessagesTestDialect());
        Catalog
            .Model(Claude, ["gamma:claude-sonnet-4-5", "delta:claude-sonnet-4-5"], "frontier", 0.9, capabilities: ["tools", "parallel_tools", "reasoning"])
            .Model(Gpt, ["alpha:gpt-upstream", "beta:gpt-upstream"], "small", 0.4, capabilities: ["tools", "parallel_tools", "reasoning"]);
        Portal = await PortalHost.StartAsync(Catalog, ("Gateway:RetryFloor", "100000"));
        Team = await Portal.SignUpAsync();

        async Task<SigningProvider> AddAsync(string name, ITestDialect dialect)
        {
            var upstream = await ScriptedUpstream.StartAsync();
            upstreams.Add(upstream);
            Catalog.Provider(name, dialect is MessagesTestDialect ? upstream.Root : upstream.BaseUrl, dialect: dialect.Name);
            return new SigningProvider(name, dialect, upstream);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Portal.DisposeAsync();
        foreach (var upstream in upstreams) await upstream.DisposeAsync();
    }
}
