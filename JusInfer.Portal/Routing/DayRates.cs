using System.Collections.Frozen;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Routing.Costs;

namespace JusInfer.Portal.Routing;

/// <summary>The rates of all usable targets on one day, so that a decision does not allocate them.</summary>
internal sealed class DayRates
{
    private readonly CatalogSnapshot catalog;
    private readonly DateOnly day;
    private readonly FrozenDictionary<ModelEndpoint, CallPrices> rates;

    private DayRates(CatalogSnapshot catalog, DateOnly day)
    {
        (this.catalog, this.day) = (catalog, day);
        rates = catalog.Models.SelectMany(static model => model.UsableEndpoints.Select(endpoint => new RouteTarget(model, endpoint)))
            .ToFrozenDictionary<RouteTarget, ModelEndpoint, CallPrices>(
                static target => target.Endpoint, target => CallPrices.From(target, day), ReferenceEqualityComparer.Instance);
    }

    /// <param name="previous">The rates of the last decision, which are mostly those of this one.</param>
    /// <param name="catalog">The catalog.</param>
    /// <param name="day">The day, UTC.</param>
    public static DayRates For(DayRates? previous, CatalogSnapshot catalog, DateOnly day) =>
        previous is not null && ReferenceEquals(previous.catalog, catalog) && previous.day == day ? previous : new DayRates(catalog, day);

    public CallPrices Of(Model model, ModelEndpoint endpoint) =>
        rates.TryGetValue(endpoint, out var known) ? known : CallPrices.From(new RouteTarget(model, endpoint), day);
}
