using System.Collections.Immutable;

namespace JusInfer.Portal.Catalog;

/// <summary>
/// The whole catalog as the process read it when it started, immutable: one consistent set of models, prices and names.
/// </summary>
internal sealed class CatalogSnapshot
{
    private readonly ModelNames names;

    /// <summary>For names already checked: a catalog file is, before this is called.</summary>
    /// <exception cref="ArgumentException">Two models claim one name.</exception>
    public CatalogSnapshot(ImmutableArray<Provider> providers, ImmutableArray<Model> models, AutoModel auto, string version)
    {
        names = ModelNames.Of(models, auto, out var clashes);
        if (clashes is [var clash, ..]) throw new ArgumentException($"Two models claim the name '{clash.Name}'.", nameof(models));

        Providers = providers;
        Models = models;
        Auto = auto;
        Version = version;
    }

    public ImmutableArray<Provider> Providers { get; }

    public ImmutableArray<Model> Models { get; }

    public AutoModel Auto { get; }

    /// <summary>The first twelve hexadecimal digits of the file's SHA-256; names this catalog on receipts.</summary>
    public string Version { get; }

    /// <summary>Whether the embedded simulator stands in for every provider. Each page and reply then has to say so.</summary>
    public bool IsDemo { get; private init; }

    public bool HasUsableProvider => Providers.Any(provider => provider.Usable);

    /// <summary>What a caller means by <paramref name="requested"/>. Every call asks: a known name allocates nothing.</summary>
    public ModelResolution Resolve(string requested) => names.Resolve(requested);

    /// <summary>
    /// The same names, models and prices, every call answered by the embedded simulator; but for models whose every provider is switched
    /// off: off is off, and a demonstration is of what a credential would bring.
    /// </summary>
    public CatalogSnapshot AsDemo()
    {
        var simulated = Models.ToDictionary(model => model.Id, Simulated, StringComparer.Ordinal);
        return new CatalogSnapshot(
            [Provider.EmbeddedSimulator, .. Providers.Where(provider => provider.Id != Provider.EmbeddedSimulator.Id)],
            [.. Models.Select(model => simulated[model.Id])],
            Auto with { Baseline = simulated[Auto.Baseline.Id] },
            Version)
        { IsDemo = true };
    }

    private static Model Simulated(Model model) => model.Endpoints.Any(endpoint => endpoint.Provider.Enabled)
        ? model with { Endpoints = [new ModelEndpoint { Provider = Provider.EmbeddedSimulator, Model = model.Id }] }
        : model;
}
