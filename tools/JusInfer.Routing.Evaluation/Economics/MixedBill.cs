using JusInfer.Portal.Routing.Costs;

namespace JusInfer.Routing.Evaluation.Economics;

/// <summary>
/// The bill of a session in which some calls go to a small model, by the prices and the caches of both. Caches are lost as is set here, not by the recorded pauses.
/// </summary>
/// <param name="Baseline">The rates of the model that does the other calls.</param>
/// <param name="Small">The rates of the small model.</param>
internal sealed record MixedBill(CallPrices Baseline, CallPrices Small)
{
    /// <summary>The cache of a model is lost when a call goes to the other one.</summary>
    public bool LosesCacheAtSwitch { get; init; }

    /// <summary>Both caches expire before every so many calls; null if they never do.</summary>
    public int? ExpiresEvery { get; init; }

    /// <summary>The share of the small model's steps that are useless. They stay in the conversation, and the baseline does them again.</summary>
    public double Redo { get; init; }

    /// <summary>The cost of a session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="isSmall">Whether a call, by its index, goes to the small model.</param>
    public NanoUsd CostOf(CallSession session, Func<int, bool> isSmall)
    {
        // The same draws for every share, so that more of them fail with a larger one.
        var random = new Random(Folds.Of(session.Task, repeat: 5, int.MaxValue));
        var (total, added) = (NanoUsd.Zero, 0L);
        long warmBaseline = 0, warmSmall = 0;
        for (var i = 0; i < session.Calls.Count; i++)
        {
            var call = session.Calls[i];
            if (ExpiresEvery is { } calls && i % calls == 0) (warmBaseline, warmSmall) = (0, 0);
            var isUseless = random.NextDouble() < Redo;
            if (isSmall(i))
            {
                Add(Small, ref warmSmall, ref warmBaseline, call);
                if (!isUseless) continue;
                added += session.GrowthAfter(i);
            }

            Add(Baseline, ref warmBaseline, ref warmSmall, call);
        }

        return total;

        void Add(CallPrices rates, ref long warm, ref long other, SessionCall call)
        {
            total += rates.CostOf(call.Prompt + added, warm, call.Output);
            warm = rates.WarmAfter(call.Prompt + added);
            if (LosesCacheAtSwitch) other = 0;
        }
    }

    /// <summary>The cost if the baseline does every call.</summary>
    public NanoUsd Staying(CallSession session) => CostOf(session, static _ => false);

    /// <summary>The cost if the small model does the tactical calls.</summary>
    public NanoUsd Tactical(CallSession session) => CostOf(session, index => session.Calls[index].IsTactical);

    /// <summary>The cost of tactical calls on the small model by the price lists alone, where every prompt token is new.</summary>
    public NanoUsd ListPrice(CallSession session, bool routes) =>
        new(session.Calls.Sum(call => new CallTokens(call.Prompt, 0, 0, call.Output).CostAt((routes && call.IsTactical ? Small : Baseline).Price).Value));
}
