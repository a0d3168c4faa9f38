using JusInfer.Portal.Routing.Costs;

namespace JusInfer.Routing.Evaluation.Economics;

/// <summary>What a stay at a small model needs so that it pays, if the baseline's cache is warm before and after it and the small model's is cold.</summary>
internal static class BreakEven
{
    private const int LongestRun = 100;

    /// <summary>The output per prompt token from which one call pays: 0 if every call does, null if no call does.</summary>
    public static double? OutputPerPrompt(CallPrices baseline, CallPrices small)
    {
        var price = small.Price;
        double prompt = (small.Cache.Caches ? price.CacheWrite5mPerMillion : price.InputPerMillion).Value - baseline.Price.CacheReadPerMillion.Value;
        double output = baseline.Price.OutputPerMillion.Value - price.OutputPerMillion.Value;
        return (prompt, output) switch
        {
            ( <= 0, >= 0) => 0,
            ( > 0, > 0) => prompt / output,
            _ => null,
        };
    }

    /// <summary>The calls in a row from which a stay pays; null if even a hundred do not.</summary>
    /// <param name="baseline">The rates of the baseline, which did the call before and does the one after.</param>
    /// <param name="small">The rates of the small model.</param>
    /// <param name="prompt">The tokens of the conversation before. The others are per call.</param>
    /// <param name="output">The tokens of an answer.</param>
    /// <param name="growth">The tokens by which a call makes the conversation longer.</param>
    public static int? RunLength(CallPrices baseline, CallPrices small, long prompt, long output, long growth)
    {
        var bill = new MixedBill(baseline, small);
        for (var length = 1; length <= LongestRun; length++)
        {
            var (first, last) = (1, length);
            var session = new CallSession("run", [.. Enumerable.Range(0, length + 2).Select(index => new SessionCall("look", prompt + (index * growth), output))]);
            if (bill.CostOf(session, index => index >= first && index <= last) < bill.Staying(session)) return length;
        }

        return null;
    }
}
