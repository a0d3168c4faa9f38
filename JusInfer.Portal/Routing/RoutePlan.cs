using System.Collections.Immutable;
using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Routing;

/// <summary>A model at one of its endpoints.</summary>
internal readonly record struct RouteTarget(Model Model, ModelEndpoint Endpoint)
{
    /// <summary>The prices of the endpoint, or else of the model.</summary>
    public PriceBook Prices => Endpoint.Prices ?? Model.Prices;
}

/// <summary>The targets of a call in order, and the reason for the first one.</summary>
/// <param name="Targets">Never empty. Each is attempted when those before it have failed.</param>
/// <param name="Reason">A short identifier for headers and receipts, for example <c>auto:tool-result</c>.</param>
internal sealed record RoutePlan(ImmutableArray<RouteTarget> Targets, string Reason)
{
    /// <summary>Why automatic routing chose the first target; null for a pinned model.</summary>
    public RouteExplanation? Explanation { get; init; }

    /// <summary>What is recorded of the call in its session; false for a side call.</summary>
    public bool IsSideCall { get; init; }

    /// <summary>The id of the model that answers the session in the place of the baseline; null if the baseline does.</summary>
    public string? SessionModel { get; init; }

    /// <summary>
    /// The id of the model that answers again if the first target calls tools wrongly or gives no answer: the baseline, if the call was moved to a cheaper model. Null if
    /// answers are not checked.
    /// </summary>
    public string? RepairModel { get; init; }

    /// <summary>The baseline takes over from a cheaper model because of what that has done. It counts as an escalation of the run.</summary>
    public bool IsHandedBack { get; init; }
}

/// <summary>The result of routing: a plan, or why there is none.</summary>
internal abstract record RouteDecision
{
    private RouteDecision()
    {
    }

    internal sealed record Planned(RoutePlan Plan) : RouteDecision;

    /// <summary>The prompt is longer than the context window of every model that could serve it otherwise.</summary>
    /// <param name="Tokens">The estimated tokens of the prompt.</param>
    /// <param name="MaxTokens">The largest context window of those models.</param>
    internal sealed record TooLong(long Tokens, int MaxTokens) : RouteDecision;

    /// <summary>No usable model has the capabilities that the request needs.</summary>
    internal sealed record NoneCapable(Capabilities Missing) : RouteDecision;

    /// <summary>The requested model exists, but none of its providers is usable.</summary>
    internal sealed record NoneUsable(string Model) : RouteDecision;
}
