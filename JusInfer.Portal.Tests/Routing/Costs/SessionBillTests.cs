using JusInfer.Portal.Routing.Costs;

namespace JusInfer.Portal.Tests.Routing.Costs;

public sealed class SessionBillTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_session_that_stays_costs_what_the_baseline_costs_even_if_its_provider_evicts_early()
    {
        var bill = SessionBill.StartAt(Rates.Sonnet.Target)
            .Add(Call(Rates.Sonnet, 0, new CallTokens(0, 0, 20_000, 300)), Rates.Sonnet)
            .Add(Call(Rates.Sonnet, 5, new CallTokens(0, 0, 21_000, 300)), Rates.Sonnet);

        bill.Saved.ShouldBe(NanoUsd.Zero);
        bill.Exceptions.ShouldBe(GuardExceptions.None);
    }

    [Fact]
    public void A_return_with_less_cached_than_the_rules_say_is_the_cost_of_the_detour()
    {
        var bill = AfterDetour().Add(Call(Rates.Sonnet, 10, new CallTokens(0, 0, 22_000, 300)), Rates.Sonnet);

        bill.Exceptions.ShouldBe(GuardExceptions.EvictedEarly);
        bill.Saved.ShouldBeLessThan(NanoUsd.Zero);
    }

    [Fact]
    public void A_discarded_answer_is_paid_for_and_is_not_part_of_the_bill_of_the_baseline()
    {
        var before = SessionBill.StartAt(Rates.Sonnet.Target).Add(Call(Rates.Sonnet, 0, new CallTokens(0, 0, 20_000, 300)), Rates.Sonnet);

        var after = before.Add(Call(Rates.Small, 5, new CallTokens(21_000, 0, 0, 300)) with { Discarded = true }, Rates.Sonnet);

        after.Counterfactual.ShouldBe(before.Counterfactual);
        after.Actual.Usd.ShouldBe(before.Actual.Usd + 0.00111m);
        after.Detours.ShouldBe(1);
    }

    [Fact]
    public void The_output_of_a_detour_counts_for_the_baseline_up_to_its_bound()
    {
        var start = SessionBill.StartAt(Rates.Sonnet.Target).Add(Call(Rates.Sonnet, 0, new CallTokens(0, 0, 20_000, 300)), Rates.Sonnet);

        var bound = start.Add(Call(Rates.Small, 5, new CallTokens(21_000, 0, 0, 1_000)), Rates.Sonnet);
        var verbose = start.Add(Call(Rates.Small, 5, new CallTokens(21_000, 0, 0, 9_000)), Rates.Sonnet);

        verbose.Counterfactual.ShouldBe(bound.Counterfactual);
        verbose.Exceptions.ShouldBe(GuardExceptions.LongOutput);
    }

    [Fact]
    public void An_expired_cache_is_part_of_the_bill_of_the_baseline_too()
    {
        var start = AfterDetour();

        var bill = start.Add(Call(Rates.Small, 900, new CallTokens(22_000, 0, 0, 300)), Rates.Sonnet);

        (bill.Counterfactual - start.Counterfactual).ShouldBe(Rates.Sonnet.CostOf(22_000, warm: 0, 300));
    }

    [Fact]
    public void The_prefixes_of_at_most_eight_targets_are_kept()
    {
        var warm = Enumerable.Range(0, 20).Aggregate(
            WarmPrefixes.Empty, (prefixes, number) => prefixes.With(new WarmPrefix(new TargetKey($"model-{number}", "p"), 2_000, Now.AddSeconds(number))));

        warm.Items.Length.ShouldBe(WarmPrefixes.MaxTargets);
        warm.Of(new TargetKey("model-19", "p")).Tokens.ShouldBe(2_000);
        warm.Of(new TargetKey("model-3", "p")).Tokens.ShouldBe(0);
    }

    [Fact]
    public void A_detour_to_a_small_model_is_expected_to_save_and_one_to_a_model_without_cache_discount_is_not()
    {
        var bill = SessionBill.StartAt(Rates.Sonnet.Target).Add(Call(Rates.Sonnet, 0, new CallTokens(0, 0, 20_000, 300)), Rates.Sonnet);
        var call = new UpcomingCall(Now.AddSeconds(5), 21_000, 20_000, 1_000);

        Cost(Rates.Small, calls: 1, redo: 0.1).Saving.ShouldBeGreaterThan(0);
        Cost(Rates.Small, calls: 1, redo: 1).Saving.ShouldBeLessThan(0);
        Cost(Rates.Hermes405, calls: 8, redo: 0).Saving.ShouldBeLessThan(0);
        Cost(Rates.Haiku, calls: 1, redo: 0).Saving.ShouldBeLessThan(0);
        Cost(Rates.Haiku, calls: 8, redo: 0).Saving.ShouldBeGreaterThan(0);

        DetourCost Cost(CallPrices detour, int calls, double redo) => DetourCost.Create(bill, call, calls, StepForecast.Start, redo, Rates.Sonnet, detour);
    }

    [Fact]
    public void The_forecast_follows_the_calls_of_the_session()
    {
        var forecast = Enumerable.Range(0, 60).Aggregate(StepForecast.Start, (now, _) => now.After(output: 100, growth: 2_000));

        forecast.Output.ShouldBe(100, 5);
        forecast.Growth.ShouldBe(2_000, 5);
        forecast.OutputBound.ShouldBeInRange(100, 300);
        forecast.Horizon.ShouldBeGreaterThan(StepForecast.Start.Horizon);
    }

    private static SessionBill AfterDetour() => SessionBill.StartAt(Rates.Sonnet.Target)
        .Add(Call(Rates.Sonnet, 0, new CallTokens(0, 0, 20_000, 300)), Rates.Sonnet)
        .Add(Call(Rates.Small, 5, new CallTokens(21_000, 0, 0, 300)), Rates.Sonnet);

    private static BilledCall Call(CallPrices rates, int second, CallTokens tokens) =>
        new() { Rates = rates, At = Now.AddSeconds(second), StableTokens = 20_000 + (second * 100), OutputBound = 1_000, Tokens = tokens };
}
