using JusInfer.Portal.Admission;
using JusInfer.Portal.Admission.Money;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Pipeline;

/// <summary>
/// Selects the targets of a request: those of the model that it names, if its key allows it, or those that the router picks.
/// </summary>
internal sealed class CallPlanner(Router router, CatalogSnapshot catalog)
{
    /// <param name="request">The request.</param>
    /// <param name="key">The key, which can be limited to some models.</param>
    /// <param name="economy">A reached budget that allows only economical models; null if there is none.</param>
    /// <param name="day">The day whose prices apply, UTC.</param>
    public Result<RoutePlan, GatewayError> Plan(CallRequest request, ApiKey key, CallLimit? economy, DateOnly day)
    {
        var resolution = catalog.Resolve(request.Model);
        if (resolution is ModelResolution.Unknown unknown) return RouteErrors.UnknownModel(request.Model, unknown.Nearest);

        var pinned = (resolution as ModelResolution.Pinned)?.Model;
        if (!IsAllowed(key, pinned?.Id ?? catalog.Auto.Id)) return RouteErrors.NotAllowed(request.Model, key.Models);
        if (economy is not null && pinned is not null) return RejectionErrors.Of(AdmissionRejections.PinnedInEconomy(economy, pinned.Id));
        var embeds = request.Features.RequiredCapabilities.HasFlag(Capabilities.Embeddings);
        if (pinned is not null && pinned.Has(Capabilities.Embeddings) != embeds)
            return embeds ? RouteErrors.NotForEmbeddings(pinned.Id) : RouteErrors.NotForChat(pinned.Id);

        return router.Plan(request.Features, pinned, new RoutingContext(catalog, day, Economy: economy is not null)) switch
        {
            RouteDecision.Planned planned => planned.Plan,
            RouteDecision.TooLong tooLong => RouteErrors.ContextTooLong(tooLong),
            RouteDecision.NoneCapable none => RouteErrors.NoneCapable(none),
            RouteDecision.NoneUsable none => RouteErrors.NoneUsable(none),
            var other => throw new InvalidOperationException($"Routing decided {other}."),
        };
    }

    /// <summary>Whether the key allows the model. Its list can name models in any form that the catalog resolves.</summary>
    private bool IsAllowed(ApiKey key, string requested)
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
            if (id == requested) return true;
        }

        return false;
    }
}
