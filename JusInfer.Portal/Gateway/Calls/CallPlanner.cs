using JusInfer.Portal.Admission;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// Finds out who is to answer a request: the model that it names, if its key may ask for it, or the one that the router picks.
/// </summary>
internal sealed class CallPlanner(Router router)
{
    public (RoutePlan? Plan, GatewayError? Error) Plan(
        CallRequest request, CatalogSnapshot snapshot, ApiKey key, bool economy, DateOnly day)
    {
        var resolution = snapshot.Resolve(request.Model);
        if (resolution is ModelResolution.Unknown unknown) return (null, RouteErrors.UnknownModel(request.Model, unknown.Nearest));

        var pinned = (resolution as ModelResolution.Pinned)?.Model;
        if (!MayAsk(key, pinned?.Id ?? snapshot.Auto.Id, snapshot)) return (null, RouteErrors.NotAllowed(request.Model, key.Models));
        if (economy && pinned is not null) return (null, RejectionErrors.Of(AdmissionRejections.PinnedInEconomy(pinned.Id)));
        var embeds = request.Features.Needs.HasFlag(Capabilities.Embeddings);
        if (pinned is not null && pinned.Has(Capabilities.Embeddings) != embeds)
            return (null, embeds ? RouteErrors.NotForEmbeddings(pinned.Id) : RouteErrors.NotForChat(pinned.Id));

        return router.Plan(request.Features, pinned, new RoutingContext(snapshot, day, economy)) switch
        {
            RouteDecision.Planned planned => (planned.Plan, null),
            RouteDecision.TooLong tooLong => (null, RouteErrors.TooLong(tooLong)),
            RouteDecision.NoneCapable none => (null, RouteErrors.NoneCapable(none)),
            RouteDecision.NoneUsable none => (null, RouteErrors.NoneUsable(none)),
            var other => throw new InvalidOperationException($"Routing decided {other}."),
        };
    }

    /// <summary>A key's list may name models in any spelling the catalog knows.</summary>
    private static bool MayAsk(ApiKey key, string asked, CatalogSnapshot snapshot)
    {
        if (key.Models.IsEmpty) return true;
        foreach (var allowed in key.Models)
        {
            var id = snapshot.Resolve(allowed) switch
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
