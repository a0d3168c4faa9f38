using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Routing.Costs;

namespace JusInfer.Routing.Evaluation;

/// <summary>The catalog of the repository with every provider usable, and the day whose prices apply.</summary>
internal sealed class ShippedCatalog(string path)
{
    public static readonly DateOnly Today = new(2026, 11, 20);

    public CatalogSnapshot Snapshot { get; } =
        CatalogReader.Read(File.ReadAllBytes(path), [ChatDialect.Id, MessagesDialect.Id, ResponsesDialect.Id], static _ => "credential").Value;

    public Model Model(string id) => Snapshot.Models.Single(model => model.Id == id);

    /// <summary>The rates of a model at its first usable endpoint.</summary>
    public CallPrices Rates(string id)
    {
        var model = Model(id);
        return CallPrices.From(new RouteTarget(model, model.UsableEndpoints[0]), Today);
    }
}
