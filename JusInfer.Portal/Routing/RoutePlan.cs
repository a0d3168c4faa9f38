using System.Collections.Immutable;
using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Routing;

/// <summary>One model at one endpoint.</summary>
internal readonly record struct RouteTarget(Model Model, ModelEndpoint Endpoint)
{
    /// <summary>What a call costs there.</summary>
    public PriceBook Prices => Endpoint.Prices ?? Model.Prices;
}

/// <summary>Where to ask, in order, and why.</summary>
/// <param name="Targets">Never empty; the first one is asked first, the others when it fails.</param>
/// <param name="Reason">A short word for people and headers, for example <c>auto:tool-result</c>.</param>
internal sealed record RoutePlan(ImmutableArray<RouteTarget> Targets, string Reason);

/// <summary>How routing decided.</summary>
internal abstract record RouteDecision
{
    private RouteDecision()
    {
    }

    internal sealed record Planned(RoutePlan Plan) : RouteDecision;

    /// <summary>The prompt is longer than the context of any model that could serve it otherwise.</summary>
    /// <param name="Tokens">The prompt's estimated tokens.</param>
    /// <param name="MaxTokens">The longest context window among those models.</param>
    internal sealed record TooLong(long Tokens, int MaxTokens) : RouteDecision;

    /// <summary>No usable model can do what the request needs.</summary>
    internal sealed record NoneCapable(Capabilities Missing) : RouteDecision;

    /// <summary>The models exist, but no provider that serves them is usable.</summary>
    internal sealed record NoneUsable(string Model) : RouteDecision;
}
