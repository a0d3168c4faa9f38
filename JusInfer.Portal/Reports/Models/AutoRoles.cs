using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Reports.Models;

/// <summary>Finds what automatic routing uses a model for, in the order in which the router prefers models.</summary>
internal static class AutoRoles
{
    public static AutoRole Of(Model model, CatalogSnapshot catalog)
    {
        if (model.UsableEndpoints.IsEmpty) return AutoRole.None;
        if (model.Has(Capabilities.Embeddings)) return model == FirstForEmbeddings(catalog) ? AutoRole.Embeddings : AutoRole.None;
        var baseline = BaselineOf(catalog);
        return model == baseline ? AutoRole.Baseline : model.Tier < baseline?.Tier ? AutoRole.SmallSteps : AutoRole.Fallback;
    }

    /// <summary>The baseline or, if no provider of it is usable, the model in its place. Null if no model is usable.</summary>
    public static Model? BaselineOf(CatalogSnapshot catalog) => catalog.Models
        .Where(static model => !model.UsableEndpoints.IsEmpty && !model.Has(Capabilities.Embeddings))
        .OrderByDescending(model => model.Id == catalog.Auto.Baseline.Id)
        .ThenByDescending(static model => model.Tier)
        .ThenByDescending(static model => model.Quality)
        .FirstOrDefault();

    private static Model? FirstForEmbeddings(CatalogSnapshot catalog) =>
        catalog.Models.FirstOrDefault(static model => !model.UsableEndpoints.IsEmpty && model.Has(Capabilities.Embeddings));
}
