using System.Collections.Immutable;
using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Routing;

/// <summary>Orders capable models for a request that leaves the choice to the gateway. Pure: same input, same answer.</summary>
internal interface IRoutingPolicy
{
    /// <param name="features">What is known of the request.</param>
    /// <param name="capable">Usable models that can serve it, in catalog order; never empty.</param>
    /// <param name="context">What else bears on the choice.</param>
    RoutePreference Prefer(RequestFeatures features, ImmutableArray<Model> capable, RoutingContext context);
}

/// <param name="Catalog">The snapshot this call is planned with.</param>
/// <param name="Day">The UTC day whose prices apply.</param>
/// <param name="Economy">A cap is reached: the cheapest capable model, whatever the step.</param>
internal readonly record struct RoutingContext(CatalogSnapshot Catalog, DateOnly Day, bool Economy);

/// <param name="Models">Best first; may leave models out.</param>
/// <param name="Reason">Why the first one is first.</param>
internal readonly record struct RoutePreference(ImmutableArray<Model> Models, string Reason);
