using JusInfer.Portal.Catalog;
using JusInfer.Portal.Routing.Costs;
using JusInfer.Portal.Routing.Sessions;

namespace JusInfer.Portal.Routing;

/// <summary>Where the prompt of a session is cached, and what its next call is expected to cost there and elsewhere.</summary>
internal sealed class SessionCache
{
    private readonly RoutedCall call;
    private readonly PromptSession session;
    private readonly long inputTokens;
    private readonly DateOnly day;

    private SessionCache(RoutedCall call, PromptSession session, long inputTokens, DateOnly day) =>
        (this.call, this.session, this.inputTokens, this.day) = (call, session, inputTokens, day);

    /// <returns>Null if the session of the call is unknown, or if this is its first call.</returns>
    /// <param name="call">The call; null if it has no prompt of a conversation.</param>
    /// <param name="inputTokens">The estimate from the size of the request.</param>
    /// <param name="day">The UTC day whose prices apply.</param>
    public static SessionCache? Create(RoutedCall? call, long inputTokens, DateOnly day) =>
        call is { Session: { LastTarget: not null } session } ? new SessionCache(call, session, inputTokens, day) : null;

    /// <summary>The endpoint whose cache the session used last; null if none lives.</summary>
    public static ModelEndpoint? EndpointOf(Model model, RoutedCall? call)
    {
        if (call?.Session is not { } session || model.UsableEndpoints.Length < 2) return null;
        foreach (var warm in session.Bill.Warm.Items)
        {
            if (warm.Target.Model != model.Id) continue;
            foreach (var endpoint in model.UsableEndpoints)
            {
                var rules = CacheRules.From(endpoint.Provider.CacheMarkers);
                if (endpoint.Provider.Id == warm.Target.Provider && warm.TokensAt(call.At, long.MaxValue, rules) > 0) return endpoint;
            }
        }

        return null;
    }

    /// <summary>The same for the endpoints of a model in this call.</summary>
    public ModelEndpoint? EndpointOf(Model model) => EndpointOf(model, call);

    /// <summary>
    /// Whether the call costs less where the session was last than at another endpoint, with what either still has in its cache: after one
    /// failure, the other one's cache can live, too.
    /// </summary>
    public bool IsCheaperAt(RouteTarget last, RouteTarget other)
    {
        var upcoming = call.Upcoming(session, inputTokens);
        var (cost, warm) = CostAt(last, upcoming);
        return warm > 0 && cost < CostAt(other, upcoming).Cost;
    }

    private (NanoUsd Cost, long Warm) CostAt(RouteTarget target, UpcomingCall upcoming)
    {
        var prices = CallPrices.From(target, day);
        var warm = session.Bill.Warm.Of(prices.Target).TokensAt(upcoming.At, upcoming.StableTokens, prices.Cache);
        return (prices.CostOf(upcoming.PromptTokens, warm, (long)session.Forecast.Output), warm);
    }
}
