using System.Collections.Immutable;

namespace JusInfer.Portal.Catalog.Providers;

/// <summary>Adds local servers to a catalog: the provider, and a free model for each one that the catalog does not have at this provider.</summary>
internal sealed class LocalModels(IEnumerable<Dialect> dialects)
{
    /// <summary>For a server that does not say how long a prompt may be. Agents send prompts of 20,000 tokens and more.</summary>
    private const int DefaultContextWindow = 32_768;

    /// <summary>The default of local servers in the catalog: a cold model is loaded from disk first.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(120);

    public CatalogSnapshot AddTo(CatalogSnapshot catalog, ImmutableArray<LocalServer> servers) =>
        servers.Aggregate(catalog, AddTo);

    private CatalogSnapshot AddTo(CatalogSnapshot catalog, LocalServer server)
    {
        var configured = catalog.Providers.FirstOrDefault(known => known.Id == server.Provider);
        if (configured is { Enabled: true }) return catalog; // The file has it since then, perhaps at another address.
        var provider = (configured ?? NewProvider(server)) with
        {
            BaseUrl = new Uri(server.Address),
            Enabled = true,
        };
        var names = server.Models.Select(static model => model.Name).ToHashSet(StringComparer.Ordinal);
        var known = catalog.Models
            .SelectMany(static model => model.Endpoints)
            .Where(endpoint => endpoint.Provider.Id == provider.Id)
            .Select(static endpoint => endpoint.Model)
            .ToHashSet(StringComparer.Ordinal);

        // A model of the catalog that the server does not have keeps the provider as the catalog has it, which is usually disabled.
        var result = catalog.With(provider, endpoint => names.Contains(endpoint.Model));
        return server.Models.Where(model => !known.Contains(model.Name)).Aggregate(result, (extended, model) => Add(extended, provider, model));
    }

    private static CatalogSnapshot Add(CatalogSnapshot catalog, Provider provider, LocalModel model) =>
        catalog.TryAdd(NewModel($"{provider.Id}/{model.Name}", provider, model))

        // Another model implies the name without the vendor. This id implies none.
        ?? catalog.TryAdd(NewModel($"{provider.Id}:{model.Name.Replace('/', ':')}", provider, model))
        ?? catalog;

    private static Model NewModel(string id, Provider provider, LocalModel model) => new()
    {
        Id = id,
        Tier = Tier.Small,
        Quality = 0,
        IsUnrated = true,
        Endpoints = [new ModelEndpoint { Provider = provider, Model = model.Name, Timeouts = provider.Timeouts }],
        ContextWindow = model.ContextWindow ?? DefaultContextWindow,
        Capabilities = IsForEmbeddings(model.Name) ? Capabilities.Embeddings : Capabilities.Tools | Capabilities.JsonObject | Capabilities.JsonSchema,
        Prices = PriceBook.FreeOfCharge,
    };

    private static bool IsForEmbeddings(string name) => name.Contains("embed", StringComparison.OrdinalIgnoreCase);

    private Provider NewProvider(LocalServer server) => new()
    {
        Id = server.Provider,
        Dialect = dialects.First(static dialect => dialect.Name == "openai-chat"),
        BaseUrl = new Uri(server.Address),
        CacheMarkers = CacheMarkers.None,
        StopsBillingOnAbort = true,
        Timeouts = AttemptTimeouts.Default with { FirstToken = Silence, Idle = Silence },
    };
}
