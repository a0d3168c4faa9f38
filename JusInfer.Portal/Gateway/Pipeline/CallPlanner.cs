using System.Collections.Immutable;
using JusInfer.Portal.Admission;
using JusInfer.Portal.Admission.Money;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Upstreams.Health;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Pipeline;

/// <summary>
/// Selects the targets of a request: those of the model that it names, if its key allows it, or those that the router picks.
/// </summary>
internal sealed class CallPlanner(Router router, CatalogSnapshot catalog, EndpointHealthRegistry health)
{
    /// <param name="request">The request.</param>
    /// <param name="call">The session and the outline of the prompt; null for a request without a conversation.</param>
    /// <param name="key">The key, which can be limited to some models.</param>
    /// <param name="economy">A reached budget that allows only economical models; null if there is none.</param>
    /// <param name="day">The day whose prices apply, UTC.</param>
    public Result<RoutePlan, GatewayError> Plan(CallRequest request, RoutedCall? call, ApiKey key, CallLimit? economy, DateOnly day)
    {
        var resolution = catalog.Resolve(request.Model);
        if (resolution is ModelResolution.Unknown unknown) return RouteErrors.UnknownModel(request.Model, unknown.Nearest);

        var pinned = (resolution as ModelResolution.Pinned)?.Model;
        if (!IsAllowed(key, pinned?.Id ?? catalog.Auto.Id)) return RouteErrors.NotAllowed(request.Model, key.Models);
        if (economy is not null && pinned is not null) return RejectionErrors.Of(AdmissionRejections.PinnedInEconomy(economy, pinned.Id));
        var embeds = request.Features.RequiredCapabilities.HasFlag(Capabilities.Embeddings);
        if (pinned is not null && pinned.Has(Capabilities.Embeddings) != embeds)
            return embeds ? RouteErrors.NotForEmbeddings(pinned.Id) : RouteErrors.NotForChat(pinned.Id);

        var context = new RoutingContext(catalog, day, Economy: economy is not null)
        {
            Variant = (resolution as ModelResolution.Auto)?.Variant ?? AutoVariant.Balanced,
            Call = call,
            IsAvailable = endpoint => health.Get(endpoint).Snapshot.IsAvailable,
            Allowed = pinned is null ? ChoicesOf(key) : [],
        };
        return router.Plan(request.Features, pinned, context) switch
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
            if (IdOf(allowed) == requested) return true;
        }

        return false;
    }

    /// <summary>The models that automatic routing may choose for a key: those that its list names beside automatic routing; all if it names no other.</summary>
    private ImmutableArray<string> ChoicesOf(ApiKey key) =>
        key.Models.Length < 2 ? [] : [.. key.Models.Select(IdOf).Where(id => id != catalog.Auto.Id)];

    private string IdOf(string name) => catalog.Resolve(name) switch
    {
        ModelResolution.Pinned pinned => pinned.Model.Id,
        ModelResolution.Auto auto => auto.Model.Id,
        _ => name,
    };
}
