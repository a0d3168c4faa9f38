namespace JusInfer.Portal.Routing.Costs;

/// <summary>
/// The bill of a session next to the bill of the same session if every call had gone to the baseline, with the baseline's cache. An immutable value.
/// </summary>
/// <remarks>
/// The bill of the baseline has the same requests at the same times, and pays for a cache that expires in a pause. While no detour separates the
/// two, a call to the baseline counts with the tokens that the provider reported. After a detour, it counts as if its cache had been used by every
/// call since. It contains no answers that were discarded, and the output of a detour only up to its bound, so that neither a failed nor a
/// verbose detour makes room for further ones. It cannot know whether the baseline would have needed fewer calls or shorter answers, and it counts
/// the prompt of a detour in the tokens of the provider that read it.
/// </remarks>
internal sealed record SessionBill
{
    /// <summary>Below this share of the expected cache reads, the provider counts as having evicted the prefix.</summary>
    private const double MinExpectedRead = 0.9;

    public required TargetKey Baseline { get; init; }

    public NanoUsd Actual { get; init; }

    /// <summary>The bill of the baseline alone.</summary>
    public NanoUsd Counterfactual { get; init; }

    public WarmPrefixes Warm { get; init; } = WarmPrefixes.Empty;

    /// <summary>The warm prefix of the baseline if every call had gone to it.</summary>
    public WarmPrefix CounterfactualWarm { get; init; }

    public GuardExceptions Exceptions { get; init; }

    /// <summary>Calls to other targets than the baseline, discarded ones included.</summary>
    public int Detours { get; init; }

    public int Calls { get; init; }

    /// <summary>Counterfactual minus actual; negative if the session was more expensive than staying.</summary>
    public NanoUsd Saved => Counterfactual - Actual;

    public static SessionBill StartAt(TargetKey baseline) =>
        new() { Baseline = baseline, CounterfactualWarm = new WarmPrefix(baseline, 0, DateTimeOffset.MinValue) };

    /// <summary>The bill after another call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="baseline">The rates of the baseline on the day of the call.</param>
    public SessionBill Add(in BilledCall call, CallPrices baseline)
    {
        var cut = CutTo(call.StableTokens);
        var isBaseline = call.Rates.Target == Baseline;
        var after = cut with
        {
            Actual = Actual + call.Tokens.CostAt(call.Rates.Price),
            Warm = cut.Warm.With(cut.Warm.Of(call.Rates.Target).After(call.Rates.WarmAfter(call.Tokens.Prompt), call)),
            Exceptions = Exceptions | (isBaseline ? cut.ExceptionsOfReturn(call) : ExceptionsOfDetour(call)),
            Calls = Calls + 1,
            Detours = Detours + (isBaseline ? 0 : 1),
        };
        if (call.Discarded) return after;

        return after with
        {
            Counterfactual = Counterfactual + (isBaseline && cut.IsInStep ? call.Tokens.CostAt(call.Rates.Price) : cut.CounterfactualCost(call, baseline)),
            CounterfactualWarm = cut.CounterfactualWarm.After(baseline.WarmAfter(call.Tokens.Prompt), call),
        };
    }

    /// <summary>The bill before a call whose first <paramref name="stable"/> tokens are those of the call before.</summary>
    public SessionBill CutTo(long stable)
    {
        var warm = Warm.CutTo(stable);
        return warm.Items == Warm.Items && CounterfactualWarm.Tokens <= stable
            ? this
            : this with { Warm = warm, CounterfactualWarm = CounterfactualWarm.ShortenedTo(stable) };
    }

    /// <summary>Whether the cache of the baseline is what it would be without detours.</summary>
    private bool IsInStep => Warm.Of(Baseline) == CounterfactualWarm;

    private NanoUsd CounterfactualCost(in BilledCall call, CallPrices baseline)
    {
        var isBaseline = call.Rates.Target == Baseline;
        var output = isBaseline ? call.Tokens.Output : Math.Min(call.Tokens.Output, call.OutputBound);
        return baseline.CostOf(call.Tokens.Prompt, CounterfactualWarm.TokensAt(call.At, call.StableTokens, baseline.Cache), output);
    }

    private GuardExceptions ExceptionsOfReturn(in BilledCall call)
    {
        if (IsInStep) return GuardExceptions.None;
        var cache = call.Rates.Cache;
        var prefix = Warm.Of(Baseline);
        var warm = prefix.TokensAt(call.At, call.StableTokens, cache);
        var livedAtDetour = prefix.TokensAt(CounterfactualWarm.LastUsed, call.StableTokens, cache) > 0;
        if (warm == 0 && livedAtDetour && CounterfactualWarm.TokensAt(call.At, call.StableTokens, cache) > 0) return GuardExceptions.PauseAfterDetour;
        var expected = call.Rates.TokensOf(call.Tokens.Prompt, warm, 0);
        return call.Tokens.CacheRead < expected.CacheRead * MinExpectedRead ? GuardExceptions.EvictedEarly : GuardExceptions.None;
    }

    private static GuardExceptions ExceptionsOfDetour(in BilledCall call)
    {
        var exceptions = call.Tokens.Output > call.OutputBound ? GuardExceptions.LongOutput : GuardExceptions.None;
        var prompt = (call.Tokens with { Output = 0 }).CostAt(call.Rates.Price);
        return prompt > call.Rates.CostOf(call.Tokens.Prompt, 0, 0) ? exceptions | GuardExceptions.UnexpectedPrompt : exceptions;
    }
}
