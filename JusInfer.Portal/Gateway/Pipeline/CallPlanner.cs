using JusInfer.Portal.Admission;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Pipeline;

/// <summary>
/// Plans which targets may answer a request: those of the model that it names, if its key may use it, or those that the router picks.
/// </summary>
internal sealed class CallPlanner(Router router, CatalogSnapshot catalog)
{
    /// <param name="request">The request.</param>
    /// <param name="key">The key, which may be limited to some models.</param>
    /// <param name="economy">A cap is reached that leaves only economical models.</param>
    /// <param name="day">The day whose prices apply, UTC.</param>
    public Result<RoutePlan, GatewayError> Plan(CallRequest request, ApiKey key, bool economy, DateOnly day)
    {
        var resolution = catalog.Resolve(request.Model);
        if (resolution is ModelResolution.Unknown unknown) return RouteErrors.UnknownModel(request.Model, unknown.Nearest);

        var pinned = (resolution as ModelResolution.Pinned)?.Model;
        if (!MayAsk(key, pinned?.Id ?? catalog.Auto.Id)) return RouteErrors.NotAllowed(request.Model, key.Models);
        if (economy && pinned is not null) return RejectionErrors.Of(AdmissionRejections.PinnedInEconomy(pinned.Id));
        var embeds = request.Features.Needs.HasFlag(Capabilities.Embeddings);
        if (pinned is not null && pinned.Has(Capabilities.Embeddings) != embeds)
            return embeds ? RouteErrors.NotForEmbeddings(pinned.Id) : RouteErrors.NotForChat(pinned.Id);

        return router.Plan(request.Features, pinned, new RoutingContext(catalog, day, economy)) switch
        {
            RouteDecision.Planned planned => planned.Plan,
            RouteDecision.TooLong tooLong => RouteErrors.ContextTooLong(tooLong),
            RouteDecision.NoneCapable none => RouteErrors.NoneCapable(none),
            RouteDecision.NoneUsable none => RouteErrors.NoneUsable(none),
            var other => throw new InvalidOperationException($"Routing decided {other}."),
        };
    }

    /// <summary>The key allows the model. Its list may name models in any form that the catalog resolves.</summary>
    private bool MayAsk(ApiKey key, string asked)
    {
        if (key.Models.IsEmpty) return true;
        foreach (var allowed in key.Models)
        {
            var id = catalog.Resolve(allowed) switch
            {
                ModelResolution.Pinned pinned => pinned.Model.Id,
                ModelResolution.Auto auto => auto.Model.Id,
                _ => allowed,
            };
            if (id == asked) return true;
        }

        return false;
    }
}
