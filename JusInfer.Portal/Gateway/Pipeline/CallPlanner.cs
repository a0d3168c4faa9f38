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
internal sealed class CallPlanner(Router router, EndpointHealthRegistry health)
{
    private readonly Func<ModelEndpoint, bool> isAvailable = endpoint => health.Get(endpoint).Snapshot.IsAvailable;

    /// <param name="catalog">The catalog by which the call is planned.</param>
    /// <param name="request">The request.</param>
    /// <param name="call">The session and the outline of the prompt; null for a request without a conversation.</param>
    /// <param name="holder">The key, which itself and by its team's policy can be limited to some models.</param>
    /// <param name="economy">A reached budget that allows only economical models; null if there is none.</param>
    /// <param name="day">The day whose prices apply, UTC.</param>
    public Result<RoutePlan, GatewayError> Plan(
        CatalogSnapshot catalog, CallRequest request, RoutedCall? call, KeyHolder holder, CallLimit? economy, DateOnly day)
    {
        var resolution = catalog.Resolve(request.Model);
        if (resolution is ModelResolution.Unknown unknown) return RouteErrors.UnknownModel(request.Model, unknown.Nearest);

        var pinned = (resolution as ModelResolution.Pinned)?.Model;
        var (requested, ofKey, ofTeam) = (pinned?.Id ?? catalog.Auto.Id, holder.Key.Terms.Models, holder.Policy.Models);
        if (!Includes(catalog, ofKey, requested)) return RouteErrors.NotAllowed(request.Model, ofKey);
        if (!Includes(catalog, ofTeam, requested)) return RouteErrors.NotAllowedByPolicy(request.Model, ofTeam);
        ImmutableArray<string> choices = [];
        if (pinned is null && !TryIntersect(ChoicesOf(catalog, ofKey), ChoicesOf(catalog, ofTeam), out choices)) return RouteErrors.NotAllowedByPolicy(request.Model, ofTeam);
        if (economy is not null && pinned is not null) return RejectionErrors.From(AdmissionRejections.PinnedInEconomy(economy, pinned.Id));
        if (pinned is { Enabled: false }) return RouteErrors.TurnedOff(pinned);
        var embeds = request.Features.RequiredCapabilities.HasFlag(Capabilities.Embeddings);
        if (pinned is not null && pinned.Has(Capabilities.Embeddings) != embeds)
            return embeds ? RouteErrors.NotForEmbeddings(pinned.Id) : RouteErrors.NotForChat(pinned.Id);

        var context = new RoutingContext(catalog, day, Economy: economy is not null)
        {
            Variant = (resolution as ModelResolution.Auto)?.Variant ?? AutoVariant.Balanced,
            Call = call,
            IsAvailable = isAvailable,
            Allowed = choices,
            Rules = TeamRules.From(holder.Routing, catalog),
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

    /// <summary>Whether a list allows the model. It can name models in any form that the catalog resolves.</summary>
    private static bool Includes(CatalogSnapshot catalog, ImmutableArray<string> list, string requested)
    {
        if (list.IsEmpty) return true;
        foreach (var allowed in list)
        {
            if (IdOf(catalog, allowed) == requested) return true;
        }

        return false;
    }

    /// <summary>The models that automatic routing may choose by a list: those that it names beside automatic routing; all if it names no other.</summary>
    private static ImmutableArray<string> ChoicesOf(CatalogSnapshot catalog, ImmutableArray<string> list) =>
        list.Length < 2 ? [] : [.. list.Select(name => IdOf(catalog, name)).Where(id => id != catalog.Auto.Id)];

    /// <summary>Intersects two lists, of which an empty one contains all models; false if they have no model in common.</summary>
    private static bool TryIntersect(ImmutableArray<string> first, ImmutableArray<string> second, out ImmutableArray<string> both)
    {
        both = first.IsEmpty ? second : second.IsEmpty ? first : [.. first.Intersect(second, StringComparer.Ordinal)];
        return !both.IsEmpty || first.IsEmpty || second.IsEmpty;
    }

    private static string IdOf(CatalogSnapshot catalog, string name) => catalog.Resolve(name) switch
    {
        ModelResolution.Pinned pinned => pinned.Model.Id,
        ModelResolution.Auto auto => auto.Model.Id,
        _ => name,
    };
}
