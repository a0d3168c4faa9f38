using System.Collections.Immutable;
using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Catalog;

/// <summary>Checks lists of models in requests.</summary>
internal static class CatalogModels
{
    /// <summary>
    /// Rejects models that the catalog does not have: with a misspelled model in its list, a key would be refused calls for a reason that is hard to find.
    /// </summary>
    public static void Check(ValidationErrors errors, string field, ImmutableArray<string>? models, CatalogSnapshot catalog)
    {
        foreach (var model in models ?? [])
        {
            if (model is not { Length: > 0 and <= ModelIdsAttribute.MaxLength } || catalog.Resolve(model) is not ModelResolution.Unknown(var nearest)) continue;
            var suggestion = nearest.IsEmpty ? "" : $" Did you mean {string.Join(" or ", nearest)}?";
            errors.Add(field, $"There is no model '{model}'.{suggestion}");
        }
    }

    /// <summary>Rejects a baseline that automatic routing cannot use: a name of automatic routing itself, or a model that does not chat.</summary>
    public static void CheckBaseline(ValidationErrors errors, string field, string? model, CatalogSnapshot catalog)
    {
        if (model is null) return;
        Check(errors, field, [model.Trim()], catalog);
        var isUsable = catalog.Resolve(model.Trim()) switch
        {
            ModelResolution.Auto => false,
            ModelResolution.Pinned pinned => !pinned.Model.Has(Capabilities.Embeddings),
            _ => true,
        };
        if (!isUsable) errors.Add(field, $"{field} must be a model that answers chats.");
    }
}
