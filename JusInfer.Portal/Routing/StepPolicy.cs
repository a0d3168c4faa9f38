using System.Collections.Immutable;
using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Routing;

/// <summary>
/// A first simple policy, by the kind of step. An agent's background call (a title, a summary: short, no tools) and the digestion of a
/// small tool result go to a small model, cheapest first; everything else is taken for reasoning and goes to a frontier model: the
/// catalog's baseline, then the best. The other tiers follow as fallbacks, so that a plan never ends with the first choice.
/// </summary>
internal sealed class StepPolicy : IRoutingPolicy
{
    /// <summary>Above these a step is not small any more, whatever its form. Tokens and bytes.</summary>
    private const long UtilityTokens = 2_000;

    private const int SmallResultBytes = 16_000;

    /// <summary>A small model loses the thread of a long session. Tokens.</summary>
    private const long TacticalTokens = 24_000;

    public RoutePreference Prefer(RequestFeatures features, ImmutableArray<Model> capable, RoutingContext context)
    {
        var cheapestFirst = capable.OrderBy(model => PriceOf(model, features, context.Day)).ThenByDescending(model => model.Quality);
        if (context.Economy) return new RoutePreference([.. cheapestFirst], "auto:economy");

        if (IsUtility(features)) return SmallFirst(cheapestFirst, "auto:utility");
        if (IsTactical(features)) return SmallFirst(cheapestFirst, "auto:tool-result");

        var bestFirst = capable
            .OrderByDescending(model => model.Tier)
            .ThenByDescending(model => model.Id == context.Catalog.Auto.Baseline.Id)
            .ThenByDescending(model => model.Quality)
            .ThenBy(model => PriceOf(model, features, context.Day));
        return new RoutePreference([.. bestFirst], features.Needs.HasFlag(Capabilities.Vision) ? "auto:vision" : "auto:reasoning");
    }

    private static RoutePreference SmallFirst(IEnumerable<Model> cheapestFirst, string reason) =>
        new([.. cheapestFirst.OrderBy(model => model.Tier)], reason);

    private static bool IsUtility(RequestFeatures features) =>
        !features.Needs.HasFlag(Capabilities.Tools) && !features.Needs.HasFlag(Capabilities.Vision) && features.Messages <= 3
            && features.InputTokens <= UtilityTokens;

    private static bool IsTactical(RequestFeatures features) =>
        features.LastTurn == LastTurn.Tool && features.LastTurnBytes <= SmallResultBytes && features.InputTokens <= TacticalTokens;

    /// <summary>
    /// What the request would cost with nothing cached and an answer of a sixtieth of the prompt, about what coding agents show. Only for
    /// comparing: nano-dollars times a million.
    /// </summary>
    private static Int128 PriceOf(Model model, RequestFeatures features, DateOnly day)
    {
        if (model.Prices.Free) return 0;
        var price = model.Prices.At(day);
        return ((Int128)features.InputTokens * price.InputPerMillion.Value)
            + ((Int128)(1 + (features.InputTokens / 60)) * price.OutputPerMillion.Value);
    }
}
