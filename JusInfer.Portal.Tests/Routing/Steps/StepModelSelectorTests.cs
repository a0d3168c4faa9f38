using JusInfer.Portal.Routing.Costs;
using JusInfer.Portal.Routing.Sessions;
using JusInfer.Portal.Routing.Steps;
using JusInfer.Portal.Tests.Routing.Costs;

namespace JusInfer.Portal.Tests.Routing.Steps;

public sealed class StepModelSelectorTests
{
    private const double MissCost = 1_000;

    private static readonly DateTimeOffset Now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);
    private static readonly StepModelSelector Policy = new(BaselineCostLimit.Default, DetourOptions.Default);

    [Fact]
    public void A_step_that_only_reads_goes_to_the_small_model()
    {
        var decision = Decide(risk: 0.05);

        decision.Reason.ShouldBe(DetourReason.Detour);
        decision.Moment.ShouldBe(ModelSwitchPoint.ToolResult);
        decision.Cost.Saving.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_step_that_probably_changes_files_stays() => Decide(risk: 0.9).Reason.ShouldBe(DetourReason.Risk);

    [Fact]
    public void A_model_whose_input_costs_more_than_a_cache_read_is_no_detour_within_a_turn()
    {
        Decide(risk: 0, detour: Rates.Hermes405).Reason.ShouldBe(DetourReason.Moment);
        Decide(risk: 0, detour: Rates.Haiku).Reason.ShouldBe(DetourReason.Moment);
    }

    [Fact]
    public void A_saving_of_a_few_percent_does_not_switch() => Decide(risk: 0, detour: Rates.Of("nearly", 0.29m, 0.29m, 0.29m, 14, caches: false)).Reason.ShouldBe(DetourReason.Saving);

    [Fact]
    public void A_session_with_many_discarded_answers_stays_on_the_baseline()
    {
        var state = Session() with { Escalations = DetourOptions.Default.MaxEscalations + 1 };

        Decide(risk: 0, state: state).Reason.ShouldBe(DetourReason.Escalations);
    }

    [Fact]
    public void A_new_session_has_no_room_for_a_detour_whose_return_is_expensive() =>
        Policy.Decide(
            PromptSession.StartAt(Rates.Sonnet.Target, default), new UpcomingCall(Now, 20_000, 0, 500), isResult: false, 0, MissCost, Rates.Sonnet, Rates.Hermes405).IsDetour.ShouldBeFalse();

    [Fact]
    public void The_moments_of_a_session_are_told_apart()
    {
        var state = Session();
        Moment(Now, 0, isResult: true, PromptSession.StartAt(Rates.Sonnet.Target, default)).ShouldBe(ModelSwitchPoint.Cold);
        Moment(state.LastAt.AddMinutes(10), 20_000, isResult: true, state).ShouldBe(ModelSwitchPoint.Cold);
        Moment(state.LastAt.AddSeconds(5), 2_000, isResult: false, state).ShouldBe(ModelSwitchPoint.Rewritten);
        Moment(state.LastAt.AddSeconds(5), 20_000, isResult: false, state).ShouldBe(ModelSwitchPoint.UserTurn);
        Moment(state.LastAt.AddSeconds(5), 20_000, isResult: true, state).ShouldBe(ModelSwitchPoint.ToolResult);

        static ModelSwitchPoint Moment(DateTimeOffset at, long stable, bool isResult, PromptSession session) =>
            Policy.Decide(session, new UpcomingCall(at, 21_000, stable, 500), isResult, 0.1, MissCost, Rates.Sonnet, Rates.Small).Moment;
    }

    private static DetourDecision Decide(double risk, CallPrices? detour = null, PromptSession? state = null)
    {
        state ??= Session();
        var call = new UpcomingCall(state.LastAt.AddSeconds(5), 21_000, state.LastPromptTokens, 500);
        return Policy.Decide(state, call, isResult: true, risk, MissCost, Rates.Sonnet, detour ?? Rates.Small);
    }

    /// <summary>A warm session of ten calls to the baseline.</summary>
    private static PromptSession Session()
    {
        var state = PromptSession.StartAt(Rates.Sonnet.Target, default);
        for (var call = 0; call < 10; call++)
        {
            var prompt = 11_000 + (call * 1_000);
            state = state.After(
                PrefixHashes.Empty,
                new BilledCall
                {
                    Rates = Rates.Sonnet,
                    At = Now.AddSeconds(call * 5),
                    StableTokens = state.LastPromptTokens,
                    OutputBound = 500,
                    Tokens = Rates.Sonnet.TokensOf(prompt, state.LastPromptTokens, 250),
                },
                Rates.Sonnet);
        }

        return state;
    }
}
