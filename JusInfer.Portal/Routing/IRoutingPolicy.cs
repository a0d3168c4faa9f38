using System.Collections.Immutable;
using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Routing;

/// <summary>Orders the capable models for a request with automatic routing. A pure function: equal inputs give equal results.</summary>
internal interface IRoutingPolicy
{
    /// <param name="features">The features of the request.</param>
    /// <param name="capable">The usable models that can serve the request, in catalog order; never empty.</param>
    /// <param name="context">Catalog, day and economy mode.</param>
    RoutePreference Prefer(RequestFeatures features, ImmutableArray<Model> capable, RoutingContext context);
}

/// <summary>The inputs of routing besides the request.</summary>
/// <param name="Catalog">The snapshot that the call is planned with.</param>
/// <param name="Day">The UTC day whose prices apply.</param>
/// <param name="Economy">Whether a cap is reached, so that the cheapest capable model is selected for every step.</param>
internal readonly record struct RoutingContext(CatalogSnapshot Catalog, DateOnly Day, bool Economy)
{
    public AutoVariant Variant { get; init; }

    /// <summary>The session and the outline of the prompt; null if they are not known.</summary>
    public RoutedCall? Call { get; init; }

    /// <summary>The rules of the team.</summary>
    public RoutingRules Rules { get; init; } = RoutingRules.Default;

    /// <summary>The id of the model that the team would use without routing.</summary>
    public string BaselineId => Rules.Baseline ?? Catalog.Auto.Baseline.Id;

    /// <summary>Whether the rules of the team allow a model. They do not bind the baseline.</summary>
    public bool MayChoose(Model model) => model.Id == BaselineId || Rules.Allows(model);

    /// <summary>Whether the circuit breaker of an endpoint lets calls through; null if all do.</summary>
    public Func<ModelEndpoint, bool>? IsAvailable { get; init; }

    /// <summary>The ids of the models that the key may call; empty for all.</summary>
    public ImmutableArray<string> Allowed { get; init; } = [];
}

/// <summary>The order of preference of a policy.</summary>
/// <param name="Models">The best first; models can be left out.</param>
/// <param name="Reason">Why the first model was preferred, for example <c>auto:tool-result</c>.</param>
internal readonly record struct RoutePreference(ImmutableArray<Model> Models, string Reason)
{
    public RouteExplanation? Explanation { get; init; }

    public bool IsSideCall { get; init; }

    /// <summary>The first model answers in the place of the baseline, which answers again if the first one calls tools wrongly or gives no answer.</summary>
    public bool IsMoved { get; init; }

    /// <summary>The baseline takes over from a cheaper model because of what that has done.</summary>
    public bool IsHandedBack { get; init; }

    /// <summary>The id of the model that answers the session in the place of the baseline; null if the baseline does.</summary>
    public string? SessionModel { get; init; }
}
