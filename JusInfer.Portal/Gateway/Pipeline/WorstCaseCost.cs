using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Pipeline;

/// <summary>
/// The maximum cost of one attempt at the most expensive target of a plan: the estimated prompt at the highest input price, and the longest
/// answer that the request and the model allow. Only one attempt is billed; the gateway bears the cost of failed ones.
/// </summary>
internal static class WorstCaseCost
{
    /// <summary>More tokens than any call can use. Prevents an overflow, because requests can ask for any number of choices.</summary>
    private const long MaxOutputTokens = 1_000_000_000;

    public static NanoUsd Of(RoutePlan plan, CallRequest request, DateOnly day)
    {
        var highest = NanoUsd.Zero;
        foreach (var target in plan.Targets)
        {
            if (target.Prices.Free) continue;
            var cost = Pricing.CostOf(TokensOf(request, target.Model, target.Prices.At(day)), target.Prices.At(day));
            if (cost > highest) highest = cost;
        }

        return highest;
    }

    /// <summary>Assumes that nothing is read from the cache, and that the whole prompt is written to it if that costs more.</summary>
    private static TokenBuckets TokensOf(CallRequest request, Model model, Price price)
    {
        var (input, output) = (request.Features.InputTokens, OutputOf(request, model));
        if (price.CacheWrite1hPerMillion > price.InputPerMillion) return new TokenBuckets { CacheWrite1h = input, OutputText = output };
        return price.CacheWrite5mPerMillion > price.InputPerMillion
            ? new TokenBuckets { CacheWrite5m = input, OutputText = output }
            : new TokenBuckets { InputUncached = input, OutputText = output };
    }

    private static long OutputOf(CallRequest request, Model model)
    {
        if (request.Features.RequiredCapabilities.HasFlag(Capabilities.Embeddings)) return 0;
        var longest = model.MaxOutputTokens ?? model.ContextWindow;
        return Math.Min((long)Math.Min(request.Features.MaxOutputTokens ?? longest, longest) * request.Choices, MaxOutputTokens);
    }
}
