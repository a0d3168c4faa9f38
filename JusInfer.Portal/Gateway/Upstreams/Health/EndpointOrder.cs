using System.Collections.Immutable;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Upstreams.Health;

/// <summary>
/// In which order a plan's targets are asked. Models stay in the router's order, each with all its endpoints before the next one; what a
/// breaker keeps calls away from comes last, and is still there when nothing else is left. Pure: the same state, the same order.
/// </summary>
/// <remarks>
/// Among a model's endpoints the catalog's order stands unless another one is clearly better: moving calls about loses the providers'
/// prompt caches, which costs more than a slow second. An endpoint of which nothing is known is taken to be as quick as the quickest one
/// that is known.
/// </remarks>
internal static class EndpointOrder
{
    /// <summary>What a second until the first token is worth, as a share of the price.</summary>
    private const double PerSecond = 0.1;

    /// <summary>
    /// What a failed attempt costs. Seconds; so few that an endpoint which fails is its breaker's to judge, which also finds out when it is
    /// well again.
    /// </summary>
    private const double FailureSeconds = 2;

    /// <summary>Less than this is no reason to move: a tenth of the price, or a second.</summary>
    private const double Clearly = 0.1;

    /// <param name="plan">The router's targets.</param>
    /// <param name="standings">What is known of each of them.</param>
    /// <param name="day">The UTC day whose prices apply.</param>
    public static ImmutableArray<RouteTarget> Of(ImmutableArray<RouteTarget> plan, ReadOnlySpan<EndpointHealthSnapshot> standings, DateOnly day)
    {
        Span<int> order = stackalloc int[plan.Length];
        var placed = 0;
        for (var start = 0; start < plan.Length; start = EndOfModel(plan, start))
            PlaceAdmitted(plan, standings, day, start, order, ref placed);
        for (var start = 0; start < plan.Length; start = EndOfModel(plan, start))
            PlaceOthers(standings, start, EndOfModel(plan, start), order, ref placed);
        return IsAscending(order) ? plan : Reordered(plan, order);
    }

    private static void PlaceAdmitted(
        ImmutableArray<RouteTarget> plan, ReadOnlySpan<EndpointHealthSnapshot> standings, DateOnly day, int start, Span<int> order,
        ref int placed)
    {
        var end = EndOfModel(plan, start);
        var first = placed;

        // A probe is asked first, or it would never be asked.
        for (var i = start; i < end; i++)
        {
            if (standings[i] is { IsAdmitted: true, State: CircuitBreakerState.HalfOpen }) order[placed++] = i;
        }

        Span<double> burdens = stackalloc double[end - start];
        Weigh(plan[start..end], standings[start..end], day, burdens);
        while (NextBest(burdens, standings[start..end], order[first..placed], start) is { } next) order[placed++] = next;
    }

    /// <summary>The first one that none of the rest beats clearly.</summary>
    private static int? NextBest(ReadOnlySpan<double> burdens, ReadOnlySpan<EndpointHealthSnapshot> standings, ReadOnlySpan<int> taken, int start)
    {
        var least = double.MaxValue;
        for (var i = 0; i < burdens.Length; i++)
        {
            if (IsLeft(standings[i], taken, start + i) && burdens[i] < least) least = burdens[i];
        }

        for (var i = 0; i < burdens.Length; i++)
        {
            if (IsLeft(standings[i], taken, start + i) && burdens[i] <= least + Clearly) return start + i;
        }

        return null;
    }

    private static bool IsLeft(EndpointHealthSnapshot standing, ReadOnlySpan<int> taken, int index) =>
        standing.IsAdmitted && !taken.Contains(index);

    /// <summary>What asking each endpoint costs: its price over the cheapest one's, and the wait to expect.</summary>
    private static void Weigh(
        ImmutableArray<RouteTarget> endpoints, ReadOnlySpan<EndpointHealthSnapshot> standings, DateOnly day, Span<double> burdens)
    {
        var quickest = double.MaxValue;
        foreach (var standing in standings) quickest = Math.Min(quickest, standing.FirstTokenSeconds ?? double.MaxValue);
        if (quickest == double.MaxValue) quickest = 0;

        var cheapest = double.MaxValue;
        foreach (var endpoint in endpoints) cheapest = Math.Min(cheapest, PriceOf(endpoint, day));
        for (var i = 0; i < burdens.Length; i++)
        {
            var seconds = (standings[i].FirstTokenSeconds ?? quickest) + ((standings[i].ErrorRate ?? 0) * FailureSeconds);
            var price = PriceOf(endpoints[i], day);
            burdens[i] = (price == cheapest ? 1 : price / Math.Max(cheapest, 1)) + (seconds * PerSecond);
        }
    }

    /// <summary>Of a request like an agent's, whose prompt is sixty times its answer. Only for comparing.</summary>
    private static double PriceOf(RouteTarget target, DateOnly day)
    {
        if (target.Prices.Free) return 0;
        var price = target.Prices.At(day);
        return (60.0 * price.InputPerMillion.Value) + price.OutputPerMillion.Value;
    }

    /// <summary>Of those that nobody should ask, the one whose pause ends first.</summary>
    private static void PlaceOthers(ReadOnlySpan<EndpointHealthSnapshot> standings, int start, int end, Span<int> order, ref int placed)
    {
        var first = placed;
        for (var i = start; i < end; i++)
        {
            if (!standings[i].IsAdmitted) order[placed++] = i;
        }

        // Insertion: two or three at most, and stable.
        for (var i = first + 1; i < placed; i++)
        {
            for (var j = i; j > first && standings[order[j]].OpenUntil < standings[order[j - 1]].OpenUntil; j--)
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
