using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Gateway.Endpoints;

/// <summary>One entry of the model list, rendered in both shapes that clients read.</summary>
internal sealed record ListedModel(string Id, byte[] OpenAi, byte[] Anthropic)
{
    /// <summary>The models of the catalog that can be asked now.</summary>
    public static IEnumerable<Model> Usable(CatalogSnapshot snapshot) => snapshot.Models.Where(model => !model.UsableEndpoints.IsEmpty);

    /// <summary>The models that the router may pick from for a chat.</summary>
    public static IEnumerable<Model> Chatting(CatalogSnapshot snapshot) =>
        Usable(snapshot).Where(model => !model.Has(Capabilities.Embeddings));

    public static int MaxContext(CatalogSnapshot snapshot) =>
        Chatting(snapshot).Select(model => model.ContextWindow).DefaultIfEmpty(0).Max();

    /// <summary>The day of its first known price, or the epoch where it has none: Anthropic's way to say that nobody knows.</summary>
    public static DateTimeOffset Released(Model model) =>
        model.Prices.Free ? DateTimeOffset.UnixEpoch : new DateTimeOffset(model.Prices.Versions[0].From, TimeOnly.MinValue, TimeSpan.Zero);
}
