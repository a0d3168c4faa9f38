using JusInfer.Portal.Routing.Costs;
using JusInfer.Portal.Routing.Sessions;
using JusInfer.Portal.Routing.Steps;

namespace JusInfer.Routing.Evaluation.Steps;

/// <summary>
/// Replays recorded sessions through the router's own policy, against providers that bill by the rules of their caches. Assumes that a step on the small model
/// is as the recorded one, except for a share that is discarded and repeated.
/// </summary>
/// <param name="Baseline">The rates of the model that the client asks for.</param>
/// <param name="Small">The rates of the small model.</param>
/// <param name="Redo">The share of detours whose answer is discarded.</param>
internal sealed record Replay(CallPrices Baseline, CallPrices Small, double Redo)
{
    public BaselineCostLimit Guard { get; init; } = BaselineCostLimit.Default;

    public DetourOptions Options { get; init; } = DetourOptions.Default;

    /// <summary>The longest prompt that the small model accepts. Tokens.</summary>
    public long SmallContext { get; init; } = long.MaxValue;

    /// <summary>Replays one session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="risk">The probability that a step changes files.</param>
    /// <param name="missCost">What such a step on the small model costs, in output tokens of the baseline.</param>
    public ReplayResult Run(StepSession session, Func<StepExample, double> risk, double missCost)
    {
        var policy = new StepModelSelector(Guard, Options);
        var state = PromptSession.StartAt(Baseline.Target, default);
        var random = new Random(Folds.Of(session.Task, repeat: 5, int.MaxValue));
        var (detours, misses, changes, worst) = (0, 0, 0, 0d);
        foreach (var step in session.Steps)
        {
            var call = new UpcomingCall(step.At, step.PromptTokens, Math.Min(state.LastPromptTokens, step.PromptTokens), state.Forecast.OutputBound);
            var isDetour = step.PromptTokens < SmallContext
                && policy.Decide(state, call, step.EndsWithResult, risk(step), missCost, Baseline, Small).IsDetour;
            var isDiscarded = random.NextDouble() < Redo;
            changes += step.ChangesFiles ? 1 : 0;
            if (isDetour)
            {
                state = After(state, step, call, Small, isDiscarded);
                detours++;
                misses += step.ChangesFiles ? 1 : 0;
            }

            if (!isDetour || isDiscarded) state = After(state, step, call, Baseline, isDiscarded: false);
            worst = Math.Max(worst, (double)state.Bill.Actual.Value / state.Bill.Counterfactual.Value);
        }

        return new ReplayResult(state.Bill, session.Steps.Count, detours, changes, misses, worst);
    }

    public ReplayResult[] Run(IEnumerable<StepSession> sessions, Func<StepExample, double> risk, double missCost) =>
        [.. sessions.Select(session => Run(session, risk, missCost))];

    /// <summary>The cost of a miss with which a share of the steps that change files, at most <paramref name="miss"/>, goes to the small model.</summary>
    public double MissCostFor(IReadOnlyList<StepSession> sessions, Func<StepExample, double> risk, double miss)
    {
        var (low, high) = (0d, 2e4);
        for (var i = 0; i < 14; i++)
        {
            var middle = i == 0 ? 500 : Math.Sqrt(Math.Max(low, 1) * high);
            if (ReplayResult.MissShare(Run(sessions, risk, middle)) <= miss) high = middle;
            else low = middle;
        }

        return high;
    }

    private static PromptSession After(PromptSession state, StepExample step, UpcomingCall call, CallPrices rates, bool isDiscarded, CallPrices baseline) =>
        state.After(
            PrefixHashes.Empty,
            new BilledCall
            {
                Rates = rates,
                At = step.At,
                StableTokens = call.StableTokens,
                OutputBound = call.OutputBound,
                Tokens = rates.TokensOf(step.PromptTokens, state.Bill.Warm.Of(rates.Target).TokensAt(step.At, call.StableTokens, rates.Cache), step.OutputTokens),
                Discarded = isDiscarded,
            },
            baseline);

    private PromptSession After(PromptSession state, StepExample step, UpcomingCall call, CallPrices rates, bool isDiscarded) =>
        After(state, step, call, rates, isDiscarded, Baseline);
}

/// <summary>The result of one replayed session.</summary>
internal sealed record ReplayResult(SessionBill Bill, int Steps, int Detours, int Changes, int Misses, double Worst)
{
    public static double Saving(IReadOnlyList<ReplayResult> results) =>
        1 - (results.Sum(result => (double)result.Bill.Actual.Value) / results.Sum(result => (double)result.Bill.Counterfactual.Value));

    /// <summary>The share of the steps that change files which went to the small model.</summary>
    public static double MissShare(IReadOnlyList<ReplayResult> results) => results.Sum(result => result.Misses) / (double)Math.Max(1, results.Sum(result => result.Changes));

    public static double DetourShare(IReadOnlyList<ReplayResult> results) => results.Sum(result => result.Detours) / (double)results.Sum(result => result.Steps);
}
