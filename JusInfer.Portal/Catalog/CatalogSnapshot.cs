using System.Collections.Immutable;

namespace JusInfer.Portal.Catalog;

/// <summary>
/// One consistent, immutable set of models, prices and names: those of the catalog file, with what operators have set up.
/// </summary>
internal sealed class CatalogSnapshot
{
    private readonly ModelNames names;

    /// <summary>Creates a snapshot whose names are already checked, as those of a catalog file are.</summary>
    /// <exception cref="ArgumentException">Two models claim one name.</exception>
    public CatalogSnapshot(ImmutableArray<Provider> providers, ImmutableArray<Model> models, AutoModel auto, string version)
    {
        names = ModelNames.Create(models, auto, out var conflicts);
        if (conflicts is [var conflict, ..])
            throw new ArgumentException($"Two models claim the name '{conflict.Name}'.", nameof(models));

        Providers = providers;
        Models = models;
        Auto = auto;
        Version = version;
    }

    public ImmutableArray<Provider> Providers { get; }

    public ImmutableArray<Model> Models { get; }

    public AutoModel Auto { get; }

    /// <summary>The first 12 hexadecimal digits of the file's SHA-256. Receipts refer to the catalog by it.</summary>
    public string Version { get; }

    /// <summary>Whether the embedded simulator replaces every provider. Every page and response then has to say so.</summary>
    public bool IsDemo { get; private init; }

    public bool HasUsableProvider => Providers.Any(provider => provider.Usable);

    /// <summary>Finds the model of a requested name. Called once per call; a known name allocates nothing.</summary>
    public ModelResolution Resolve(string requested) => names.Resolve(requested);

    /// <summary>The same models and prices with other credentials of some providers, by their ids.</summary>
    public CatalogSnapshot WithCredentials(IReadOnlyDictionary<string, Secret> credentials) => credentials.Count == 0 ? this : WithProviders(provider =>
        credentials.TryGetValue(provider.Id, out var credential)
            ? provider with { Credential = credential, CredentialOrigin = CredentialOrigin.Portal }
            : provider);

    /// <summary>The same models and prices, with some providers turned off, by their ids.</summary>
    public CatalogSnapshot Without(IReadOnlySet<string> providers) =>
        providers.Count == 0 ? this : WithProviders(provider => provider with { IsTurnedOff = providers.Contains(provider.Id) });

    /// <summary>
    /// The same models and prices with what was read from the files of some providers, by their ids. A credential stays if its file has none any more: the platform may
    /// be replacing the file.
    /// </summary>
    public CatalogSnapshot WithFiles(IReadOnlyDictionary<string, CredentialFile> files) => WithProviders(provider =>
    {
        if (!files.TryGetValue(provider.Id, out var file)) return provider;
        return file.Credential is null
            ? provider with { CredentialFileFault = file.Fault }
            : provider with { Credential = file.Credential, CredentialOrigin = CredentialOrigin.File, CredentialFileFault = null };
    });

    /// <summary>
    /// The same names, models and prices, with the embedded simulator in place of the providers. Models whose providers are all disabled
    /// stay unusable: demo mode shows what becomes available with credentials.
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

    /// <summary>With a provider that is new or replaces one, at those endpoints of it that are chosen.</summary>
    public CatalogSnapshot With(Provider provider, Func<ModelEndpoint, bool> includes)
    {
        var isNew = Providers.All(known => known.Id != provider.Id);
        return With(
            isNew ? Providers.Add(provider) : [.. Providers.Select(known => known.Id == provider.Id ? provider : known)],
            endpoint => endpoint.Provider.Id == provider.Id && includes(endpoint) ? endpoint with { Provider = provider } : endpoint);
    }

    /// <summary>With another model; null if a model has one of its names.</summary>
    public CatalogSnapshot? TryAdd(Model model)
    {
        var models = Models.Add(model);
        ModelNames.Create(models, Auto, out var conflicts);
        return conflicts.IsEmpty ? new CatalogSnapshot(Providers, models, Auto, Version) : null;
    }

    /// <summary>With a model in the place of the one that has its id; null if another model has one of its names.</summary>
    public CatalogSnapshot? TryReplace(Model model)
    {
        ImmutableArray<Model> models = [.. Models.Select(known => known.Id == model.Id ? model : known)];
        var auto = Auto.Baseline.Id == model.Id ? Auto with { Baseline = model } : Auto;
        ModelNames.Create(models, auto, out var conflicts);
        return conflicts.IsEmpty ? new CatalogSnapshot(Providers, models, auto, Version) : null;
    }

    private CatalogSnapshot WithProviders(Func<Provider, Provider> change) =>
        With([.. Providers.Select(change)], endpoint => endpoint with { Provider = change(endpoint.Provider) });

    private CatalogSnapshot With(ImmutableArray<Provider> providers, Func<ModelEndpoint, ModelEndpoint> change)
    {
        var models = Models.ToDictionary(
            static model => model.Id, model => model with { Endpoints = [.. model.Endpoints.Select(change)] }, StringComparer.Ordinal);
        return new CatalogSnapshot(providers, [.. Models.Select(model => models[model.Id])], Auto with { Baseline = models[Auto.Baseline.Id] }, Version);
    }

    private static Model Simulated(Model model) => model.Endpoints.Any(endpoint => endpoint.Provider.Enabled)
        ? model with { Endpoints = [new ModelEndpoint { Provider = Provider.EmbeddedSimulator, Model = model.Id }], ReplacedEndpoints = model.Endpoints }
        : model;
}
