using System.Collections.Immutable;
using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Routing;

/// <summary>
/// Selects models by the kind of step. Background calls of an agent (titles, summaries: short, no tools) and calls after a small tool
/// result go to small models, the cheapest first. All other calls are treated as reasoning and go to frontier models: the catalog's
/// baseline, then by quality. The other tiers follow as fallbacks.
/// </summary>
internal sealed class StepPolicy : IRoutingPolicy
{
    /// <summary>The longest prompt of a background call. Tokens.</summary>
    private const long MaxUtilityTokens = 2_000;

    /// <summary>The largest tool result of a tactical step.</summary>
    private const int MaxToolResultBytes = 16_000;

    /// <summary>The longest prompt of a tactical step; small models are unreliable in longer sessions. Tokens.</summary>
    private const long MaxTacticalTokens = 24_000;

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
        return new RoutePreference([.. bestFirst], features.RequiredCapabilities.HasFlag(Capabilities.Vision) ? "auto:vision" : "auto:reasoning");
    }

    private static RoutePreference SmallFirst(IEnumerable<Model> cheapestFirst, string reason) =>
        new([.. cheapestFirst.OrderBy(model => model.Tier)], reason);

    private static bool IsUtility(RequestFeatures features) =>
        !features.RequiredCapabilities.HasFlag(Capabilities.Tools) && !features.RequiredCapabilities.HasFlag(Capabilities.Vision) && features.MessageCount <= 3
            && features.InputTokens <= MaxUtilityTokens;

    private static bool IsTactical(RequestFeatures features) =>
        features.LastMessageRole == LastMessageRole.Tool && features.LastMessageBytes <= MaxToolResultBytes && features.InputTokens <= MaxTacticalTokens;

    /// <summary>
    /// The cost of the request without caching, with an output of 1/60 of the prompt, which is typical of coding agents. Only for
    /// comparison; the unit is a millionth of a <see cref="NanoUsd"/>.
    /// </summary>
    private static Int128 PriceOf(Model model, RequestFeatures features, DateOnly day)
    {
        if (model.Prices.Free) return 0;
        var price = model.Prices.At(day).For(features.InputTokens);
        return ((Int128)features.InputTokens * price.InputPerMillion.Value)
            + ((Int128)(1 + (features.InputTokens / 60)) * price.OutputPerMillion.Value);
    }
}
