namespace JusInfer.Portal.Routing.Costs;

/// <summary>
/// Allows a detour only if the session, whatever follows, costs at most <see cref="Limit"/> times as much as with the baseline alone.
/// </summary>
/// <remarks>
/// <para>
/// Checks two outcomes. Either the detour's answer is used and the next call returns to the baseline, which has to write what its cache has
/// missed. Or the answer is discarded and the baseline answers the same request. After either, the baseline's cache is as it would have been,
/// so the difference between the bills does not grow any more while the session stays. A detour counts without its own cache.
/// </para>
/// <para>
/// Promised if providers cache as their rules say: the limit holds after every call to the baseline, unless one of
/// <see cref="GuardExceptions"/> has happened. With <see cref="Strict"/>, a pause is no exception either: every detour then needs room for
/// writing the whole prompt again, which short sessions do not have. Not promised: that the baseline would have needed as many calls.
/// </para>
/// </remarks>
/// <param name="Limit">The most that a session may cost, relative to the baseline's bill.</param>
/// <param name="Reserve">How much longer the baseline's cache must live for the guard to count on it. Longer than most pauses of an agent.</param>
/// <param name="Strict">Whether the guard never counts on the baseline's cache.</param>
internal sealed record BaselineCostLimit(double Limit, TimeSpan Reserve, bool Strict = false)
{
    public const double DefaultLimit = 1.03;

    /// <summary>Of the pauses between the calls of measured coding agents, 99 % are shorter than 43 seconds.</summary>
    public static readonly TimeSpan DefaultReserve = TimeSpan.FromMinutes(1);

    public static BaselineCostLimit Default { get; } = new(DefaultLimit, DefaultReserve);

    /// <summary>Whether the next call may go to <paramref name="detour"/>.</summary>
    public bool Allows(SessionBill bill, UpcomingCall call, CallPrices baseline, CallPrices detour)
    {
        var cut = bill.CutTo(call.StableTokens);
        var cost = detour.CostOf(call.PromptTokens, 0, 0).Value;
        var outputCost = detour.CostOf(call.PromptTokens, 0, call.OutputBound).Value - cost;
        var stays = cut.CounterfactualWarm.TokensAt(call.At, call.StableTokens, baseline.Cache);
        var counterfactual = cut.Counterfactual.Value + baseline.CostOf(call.PromptTokens, stays, 0).Value;
        var counterfactualOutput = baseline.CostOf(call.PromptTokens, stays, call.OutputBound).Value + cut.Counterfactual.Value - counterfactual;

        var warm = SafelyWarm(cut, call, baseline);
        var missing = baseline.WarmAfter(call.PromptTokens) - warm;
        var used = cut.Actual.Value + cost + baseline.RewriteCost(missing).Value;
        var discarded = cut.Actual.Value + cost + outputCost + baseline.CostOf(call.PromptTokens, warm, 0).Value;

        // Linear in the length of the output, so the limit holds between the two ends if it holds at both.
        return used <= Limit * counterfactual
            && used + outputCost <= Limit * (counterfactual + counterfactualOutput)
            && discarded <= Limit * counterfactual;
    }

    /// <summary>The tokens that the baseline still has cached if the next call comes within <see cref="Reserve"/>.</summary>
    private long SafelyWarm(SessionBill bill, UpcomingCall call, CallPrices baseline) =>
        Strict ? 0 : bill.Warm.Of(bill.Baseline).TokensAt(call.At + Reserve, call.StableTokens, baseline.Cache);
}
