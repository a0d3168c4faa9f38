using System.Collections.Immutable;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Upstreams.Health;

/// <summary>
/// Sorts the targets of a plan. Models stay in the router's order, and all endpoints of a model come before those of the next one. Endpoints
/// whose circuit breaker is open come last. A pure function.
/// </summary>
/// <remarks>
/// The endpoints of a model stay in the catalog's order unless a later one is clearly better: switching loses the provider's prompt cache,
/// which costs more than a second of latency. An endpoint without measurements is assumed to be as fast as the fastest measured one.
/// The endpoint that made the conversation's last reasoning comes first while its circuit breaker is closed: another one would have to
/// answer without this reasoning.
/// Before all of these comes the endpoint that has the session's prompt in its cache, while its circuit breaker is closed and the call is
/// expected to cost less there than without a cache where it would go otherwise: after a failover, a session stays where it is.
/// </remarks>
internal static class EndpointOrder
{
    /// <summary>The cost of one second to the first token, as a fraction of the lowest price.</summary>
    private const double CostPerSecond = 0.1;

    /// <summary>
    /// The cost of a failed attempt, in seconds. It is low, because failing endpoints are the task of the circuit breaker, which also
    /// detects their recovery.
    /// </summary>
    private const double FailureSeconds = 2;

    /// <summary>A later endpoint is preferred only if it is better by more than this: a tenth of the price, or one second.</summary>
    private const double MinAdvantage = 0.1;

    /// <param name="plan">The router's targets.</param>
    /// <param name="snapshots">The health of each target's endpoint.</param>
    /// <param name="day">The UTC day whose prices apply.</param>
    /// <param name="maker">The maker of the conversation's last reasoning; null if there is none or it is unknown.</param>
    /// <param name="cache">Where the prompt of the session is cached; null if that is unknown.</param>
    public static ImmutableArray<RouteTarget> Sort(
        ImmutableArray<RouteTarget> plan, ReadOnlySpan<EndpointHealthSnapshot> snapshots, DateOnly day, ReasoningMaker? maker = null,
        SessionCache? cache = null)
    {
        Span<int> order = stackalloc int[plan.Length];
        var placed = 0;
        for (var start = 0; start < plan.Length; start = EndOfModel(plan, start))
        {
            var first = placed;
            PlaceAvailable(plan, snapshots, day, maker, start, order, ref placed);
            if (cache is not null) PreferCached(plan, snapshots, cache, order[first..placed]);
        }

        for (var start = 0; start < plan.Length; start = EndOfModel(plan, start))
            PlaceUnavailable(snapshots, start, EndOfModel(plan, start), order, ref placed);
        return IsAscending(order) ? plan : Reordered(plan, order);
    }

    private static void PlaceAvailable(
        ImmutableArray<RouteTarget> plan, ReadOnlySpan<EndpointHealthSnapshot> snapshots, DateOnly day, ReasoningMaker? maker, int start,
        Span<int> order, ref int placed)
    {
        var end = EndOfModel(plan, start);
        var first = placed;

        // A half-open endpoint comes first. Otherwise its probe would never be sent.
        for (var i = start; i < end; i++)
        {
            if (snapshots[i] is { IsAvailable: true, State: CircuitBreakerState.HalfOpen }) order[placed++] = i;
        }

        for (var i = start; maker is not null && i < end; i++)
        {
            if (snapshots[i] is { IsAvailable: true, State: CircuitBreakerState.Closed } && maker.IsAcceptedBy(plan[i].Endpoint)) order[placed++] = i;
        }

        Span<double> costs = stackalloc double[end - start];
        ComputeCosts(plan[start..end], snapshots[start..end], day, costs);
        while (NextBest(costs, snapshots[start..end], order[first..placed], start) is { } next) order[placed++] = next;
    }

    /// <summary>Moves the endpoint whose cache has the prompt to the front of the available ones of its model.</summary>
    private static void PreferCached(
        ImmutableArray<RouteTarget> plan, ReadOnlySpan<EndpointHealthSnapshot> snapshots, SessionCache cache, Span<int> available)
    {
        if (available.Length < 2 || cache.EndpointOf(plan[available[0]].Model) is not { } endpoint) return;
        for (var i = 1; i < available.Length; i++)
        {
            var target = available[i];
            if (!ReferenceEquals(plan[target].Endpoint, endpoint)) continue;
            if (snapshots[target].State != CircuitBreakerState.Closed || !cache.IsCheaperAt(plan[target], plan[available[0]])) return;
            available[..i].CopyTo(available[1..]);
            available[0] = target;
            return;
        }
    }

    /// <summary>The first remaining endpoint that no other one beats by more than <see cref="MinAdvantage"/>.</summary>
    private static int? NextBest(
        ReadOnlySpan<double> costs, ReadOnlySpan<EndpointHealthSnapshot> snapshots, ReadOnlySpan<int> taken, int start)
    {
        var lowest = double.MaxValue;
        for (var i = 0; i < costs.Length; i++)
        {
            if (IsRemaining(snapshots[i], taken, start + i) && costs[i] < lowest) lowest = costs[i];
        }

        for (var i = 0; i < costs.Length; i++)
        {
            if (IsRemaining(snapshots[i], taken, start + i) && costs[i] <= lowest + MinAdvantage) return start + i;
        }

        return null;
    }

    private static bool IsRemaining(EndpointHealthSnapshot snapshot, ReadOnlySpan<int> taken, int index) =>
        snapshot.IsAvailable && !taken.Contains(index);

    /// <summary>The cost of each endpoint: its price relative to the cheapest one, plus the expected time to the first token.</summary>
    private static void ComputeCosts(
        ImmutableArray<RouteTarget> endpoints, ReadOnlySpan<EndpointHealthSnapshot> snapshots, DateOnly day, Span<double> costs)
    {
        var fastest = double.MaxValue;
        foreach (var snapshot in snapshots) fastest = Math.Min(fastest, snapshot.FirstTokenSeconds ?? double.MaxValue);
        if (fastest == double.MaxValue) fastest = 0;

        var cheapest = double.MaxValue;
        foreach (var endpoint in endpoints) cheapest = Math.Min(cheapest, PriceOf(endpoint, day));
        for (var i = 0; i < costs.Length; i++)
        {
            var seconds = (snapshots[i].FirstTokenSeconds ?? fastest) + ((snapshots[i].ErrorRate ?? 0) * FailureSeconds);
            var price = PriceOf(endpoints[i], day);
            costs[i] = (price == cheapest ? 1 : price / Math.Max(cheapest, 1)) + (seconds * CostPerSecond);
        }
    }

    /// <summary>The price of a request with 60 input tokens per output token, typical of agents. Only for comparison.</summary>
    private static double PriceOf(RouteTarget target, DateOnly day)
    {
        if (target.Prices.Free) return 0;
        var price = target.Prices.At(day);
        return (60.0 * price.InputPerMillion.Value) + price.OutputPerMillion.Value;
    }

    /// <summary>Adds the unavailable endpoints, sorted by the end of their open duration.</summary>
    private static void PlaceUnavailable(ReadOnlySpan<EndpointHealthSnapshot> snapshots, int start, int end, Span<int> order, ref int placed)
    {
        var first = placed;
        for (var i = start; i < end; i++)
        {
            if (!snapshots[i].IsAvailable) order[placed++] = i;
        }

        // Insertion sort: stable, and there are two or three elements at most.
        for (var i = first + 1; i < placed; i++)
        {
            for (var j = i; j > first && snapshots[order[j]].OpenUntil < snapshots[order[j - 1]].OpenUntil; j--)
                (order[j], order[j - 1]) = (order[j - 1], order[j]);
        }
    }

    private static int EndOfModel(ImmutableArray<RouteTarget> plan, int start)
    {
        var end = start + 1;
        while (end < plan.Length && ReferenceEquals(plan[end].Model, plan[start].Model)) end++;
        return end;
    }

    private static bool IsAscending(ReadOnlySpan<int> order)
    {
        for (var i = 0; i < order.Length; i++)
        {
            if (order[i] != i) return false;
        }

        return true;
    }

    private static ImmutableArray<RouteTarget> Reordered(ImmutableArray<RouteTarget> plan, ReadOnlySpan<int> order)
    {
        var reordered = ImmutableArray.CreateBuilder<RouteTarget>(plan.Length);
        foreach (var index in order) reordered.Add(plan[index]);
        return reordered.MoveToImmutable();
    }
}
