using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Gateway.Endpoints;

/// <summary>One entry of the model list, rendered in both formats.</summary>
internal sealed record ListedModel(string Id, byte[] OpenAi, byte[] Anthropic)
{
    /// <summary>The models of the catalog that have a usable provider.</summary>
    public static IEnumerable<Model> UsableModels(CatalogSnapshot snapshot) => snapshot.Models.Where(model => !model.UsableEndpoints.IsEmpty);

    /// <summary>The models from which the router picks for a chat.</summary>
    public static IEnumerable<Model> ChatModels(CatalogSnapshot snapshot) =>
        UsableModels(snapshot).Where(model => !model.Has(Capabilities.Embeddings));

    public static int MaxContext(CatalogSnapshot snapshot) =>
        ChatModels(snapshot).Select(model => model.ContextWindow).DefaultIfEmpty(0).Max();

    /// <summary>The day of the model's first known price. The epoch if there is none, which in Anthropic's API means unknown.</summary>
    public static DateTimeOffset ReleaseDate(Model model) =>
        model.Prices.Free ? DateTimeOffset.UnixEpoch : new DateTimeOffset(model.Prices.Versions[0].From, TimeOnly.MinValue, TimeSpan.Zero);
}
