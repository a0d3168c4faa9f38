using System.Collections.Immutable;

namespace JusInfer.Portal.Catalog.Providers;

/// <summary>Applies the settings of models to a catalog.</summary>
internal static class ConfiguredModels
{
    /// <summary>Settings of a model that the catalog no longer has change nothing. An alias that the catalog has since given to another model is left out, with the others of its model.</summary>
    public static CatalogSnapshot ApplyTo(this ImmutableArray<ModelSettings> settings, CatalogSnapshot catalog) => settings.Aggregate(
        catalog,
        static (changed, each) => changed.Models.FirstOrDefault(model => model.Id == each.Model) is { } model
            ? changed.TryReplace(With(model, each)) ?? changed.TryReplace(With(model, each with { Aliases = [] }))!
            : changed);

    /// <summary>A model with its settings, which replace those that it has not from the catalog.</summary>
    public static Model With(Model model, ModelSettings settings) => model with
    {
        Enabled = settings.Enabled,
        Aliases = [.. model.Aliases, .. settings.Aliases.Except(model.Aliases, ModelNameComparer.Instance)],
        Prices = With(model.Prices, settings.Prices),
    };

    /// <summary>From the first own price on, the prices of the catalog do not apply, also not later ones.</summary>
    private static PriceBook With(PriceBook catalog, ImmutableArray<CustomPrice> own) => own.IsEmpty ? catalog : new PriceBook
    {
        Versions = [.. catalog.Versions.Where(version => !catalog.Free && version.From < own[0].From), .. own.Select(price => price.ToPrice(catalog.At(price.From)))],
    };
}
