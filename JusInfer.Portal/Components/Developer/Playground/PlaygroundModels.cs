using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Reports.Formats;

namespace JusInfer.Portal.Components.Developer.Playground;

/// <summary>The models that can answer now.</summary>
/// <param name="Catalog">The catalog from which they are.</param>
/// <param name="Auto">The id of automatic routing.</param>
/// <param name="Ids">The ids of the models, in alphabetical order, without automatic routing.</param>
/// <param name="Options">Automatic routing, its variants and the models, with the prices and providers by which they are searched.</param>
internal sealed record PlaygroundModels(CatalogSnapshot Catalog, string Auto, ImmutableArray<string> Ids, ImmutableArray<ComboOption> Options)
{
    /// <summary>The models of a catalog, with the prices of a UTC day.</summary>
    public static PlaygroundModels Create(CatalogSnapshot catalog, DateOnly day)
    {
        var usable = catalog.Models.Where(static model => !model.UsableEndpoints.IsEmpty && !model.Has(Capabilities.Embeddings)).OrderBy(static model => model.Id, StringComparer.Ordinal).ToImmutableArray();
        var auto = catalog.Auto.Id;
        return new PlaygroundModels(catalog, auto, [.. usable.Select(static model => model.Id)],
        [
            .. new[] { auto, $"{auto}:cheap", $"{auto}:best" }.Select(static id => new ComboOption(id, id, "automatic routing")),
            .. usable.Select(model => new ComboOption(model.Id, model.Id, Describe(model, day))),
        ]);
    }

    private static string Describe(Model model, DateOnly day)
    {
        var price = model.Prices.Free ? null : model.Prices.At(day);
        var providers = string.Join(", ", model.UsableEndpoints.Select(static endpoint => endpoint.Provider.Id).Distinct(StringComparer.Ordinal));
        return $"{(price is null ? "free" : $"{NumberFormat.Price(price.InputPerMillion)} in, {NumberFormat.Price(price.OutputPerMillion)} out")} · {providers}";
    }
}
