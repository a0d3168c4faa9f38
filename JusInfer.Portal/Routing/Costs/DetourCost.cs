namespace JusInfer.Portal.Routing.Costs;

/// <summary>
/// The expected cost of one or more calls on another target, the return included, against staying. Prompt caches decide it: a cheap target pays for
/// the whole prompt what the baseline pays for cached tokens.
/// </summary>
/// <param name="Stay">The expected cost on the baseline.</param>
/// <param name="Detour">The expected cost of the detour, of repeating calls that fail, and of the return.</param>
internal readonly record struct DetourCost(double Stay, double Detour)
{
    /// <summary>Positive if the detour is cheaper. NanoUsd.</summary>
    public double Saving => Stay - Detour;

    /// <param name="bill">The session so far.</param>
    /// <param name="call">The first call of the detour.</param>
    /// <param name="calls">The calls of the detour.</param>
    /// <param name="forecast">The expected size of further calls.</param>
    /// <param name="redo">The probability that an answer is discarded and the baseline repeats the call.</param>
    /// <param name="baseline">The rates of the baseline.</param>
    /// <param name="detour">The rates of the other target.</param>
    public static DetourCost Create(SessionBill bill, UpcomingCall call, int calls, StepForecast forecast, double redo, CallPrices baseline, CallPrices detour)
    {
        var output = (long)forecast.Output;
        var own = bill.Warm.Of(detour.Target).TokensAt(call.At, call.StableTokens, detour.Cache);
        var home = bill.Warm.Of(bill.Baseline).TokensAt(call.At, call.StableTokens, baseline.Cache);
        var (stay, away, prompt) = (0d, 0d, call.PromptTokens);
        var staying = home;
        for (var step = 0; step < calls; step++)
        {
            stay += baseline.CostOf(prompt, staying, output).Value;
            away += detour.CostOf(prompt, own, output).Value + (redo * baseline.CostOf(prompt, home, output).Value);
            home += (long)(redo * (baseline.WarmAfter(prompt) - home));
            (own, staying) = (detour.WarmAfter(prompt), baseline.WarmAfter(prompt));
            prompt += output + (long)forecast.Growth;
        }

        return new DetourCost(stay, away + baseline.RewriteCost(staying - home).Value);
    }
}
