using JusInfer.Portal.Routing.Costs;
using JusInfer.Portal.Routing.Sessions;

namespace JusInfer.Portal.Routing.Steps;

/// <summary>
/// Decides for one step of a session whether it goes to a small model: the expected saving, less what a wrong choice is expected to cost, must
/// exceed a threshold, and the <see cref="BaselineCostLimit"/> must allow it. Large prompts and long outputs save more, so they justify more risk.
/// Pure.
/// </summary>
internal sealed class StepModelSelector(BaselineCostLimit guard, DetourOptions options)
{
    public int MaxEscalations => options.MaxEscalations;

    /// <param name="state">The session.</param>
    /// <param name="call">The call.</param>
    /// <param name="isResult">Whether the last message is the result of a tool.</param>
    /// <param name="risk">The probability that the step changes files, <see cref="StepClassifier"/>.</param>
    /// <param name="missCost">What such a step costs on a small model, in output tokens of the baseline.</param>
    /// <param name="baseline">The rates of the baseline.</param>
    /// <param name="detour">The rates of the small model.</param>
    public DetourDecision Decide(PromptSession state, UpcomingCall call, bool isResult, double risk, double missCost, CallPrices baseline, CallPrices detour)
    {
        var moment = MomentOf(state, call, isResult, baseline);
        var onDetour = state.LastTarget == detour.Target;
        var calls = CallsOf(moment, state);
        var cost = DetourCost.Create(state.Bill, call, calls, state.Forecast, options.Redo, baseline, detour);
        var saving = cost.Saving / calls;
        return new DetourDecision(ReasonOf(), moment, risk, cost);

        DetourReason ReasonOf()
        {
            if (state.Escalations > options.MaxEscalations) return DetourReason.Escalations;
            if (moment == ModelSwitchPoint.ToolResult && !onDetour && !IsCheaperThanCache(baseline, detour)) return DetourReason.Moment;

            // Hysteresis: a session that is on the small model stays there as long as that saves anything.
            var least = onDetour ? 0 : Math.Max(options.MinSavingNanoUsd, options.MinSaving * cost.Stay / calls);
            if (saving < least) return DetourReason.Saving;
            if (saving < risk * missCost * OutputPrice(baseline)) return DetourReason.Risk;
            return guard.Allows(state.Bill, call, baseline, detour) ? DetourReason.Detour : DetourReason.Guard;
        }
    }

    /// <summary>
    /// Within a turn, a detour may end with the next step. At the other moments, the session is expected to stay on it, so that the target's own cache counts.
    /// </summary>
    private static int CallsOf(ModelSwitchPoint moment, PromptSession state) =>
        moment == ModelSwitchPoint.ToolResult ? 1 : state.Forecast.Horizon;

    private static ModelSwitchPoint MomentOf(PromptSession state, UpcomingCall call, bool isResult, CallPrices baseline) =>
        state.Bill.CounterfactualWarm.TokensAt(call.At, long.MaxValue, baseline.Cache) == 0 ? ModelSwitchPoint.Cold
        : call.StableTokens < state.LastPromptTokens / 2 ? ModelSwitchPoint.Rewritten
        : isResult ? ModelSwitchPoint.ToolResult
        : ModelSwitchPoint.UserTurn;

    private static bool IsCheaperThanCache(CallPrices baseline, CallPrices detour) => detour.Price.InputPerMillion < baseline.Price.CacheReadPerMillion;

    /// <summary>The price of one output token in billionths of a dollar.</summary>
    private static double OutputPrice(CallPrices rates) => rates.Price.OutputPerMillion.Value / 1e6;
}
