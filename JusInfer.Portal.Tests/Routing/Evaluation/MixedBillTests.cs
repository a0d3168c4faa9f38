extern alias evaluation;
using evaluation::JusInfer.Routing.Evaluation.Economics;

namespace JusInfer.Portal.Tests.Routing.Evaluation;

/// <summary>
/// Small sessions whose bills are calculated by hand, in millionths of a dollar. A million tokens of input, cache read, cache write and output cost $3 / 0.30 / 3.75 / 15 at Sonnet 4.5
/// and $1 / 0.10 / 1.25 / 5 at Haiku 4.5; Qwen3 8B has no cache and costs $0.05 and 0.20.
/// </summary>
public sealed class MixedBillTests
{
    private const string Edit = "edit", Look = "look";

    private static readonly MixedBill WithQwen = new(StatedPrices.Sonnet.Rates, StatedPrices.Qwen.Rates), WithHaiku = new(StatedPrices.Sonnet.Rates, StatedPrices.Haiku.Rates);

    /// <summary>Prompts of 10,000, 12,000 and 14,000 tokens with 100 tokens of output; the second call is tactical.</summary>
    private static readonly CallSession Three = new("task", [new SessionCall(Edit, 10_000, 100), new SessionCall(Look, 12_000, 100), new SessionCall(Edit, 14_000, 100)]);

    [Fact]
    public void A_session_on_one_model_reads_what_the_call_before_had_sent_and_writes_the_rest() =>
        WithQwen.Staying(Three).ShouldBe(Usd(
            (10_000 * 3.75m) + (100 * 15)
            + (10_000 * 0.3m) + (2_000 * 3.75m) + (100 * 15)
            + (12_000 * 0.3m) + (2_000 * 3.75m) + (100 * 15)));

    [Fact]
    public void After_a_detour_the_baseline_reads_its_own_prefix_and_writes_what_it_missed() =>
        WithQwen.Tactical(Three).ShouldBe(Usd(
            (10_000 * 3.75m) + (100 * 15)
            + (12_000 * 0.05m) + (100 * 0.2m)
            + (10_000 * 0.3m) + (4_000 * 3.75m) + (100 * 15)));

    [Fact]
    public void A_switch_that_loses_the_cache_writes_all_of_the_prompt_again()
    {
        (WithQwen with { LosesCacheAtSwitch = true }).Tactical(Three).ShouldBe(Usd(
            (10_000 * 3.75m) + (100 * 15)
            + (12_000 * 0.05m) + (100 * 0.2m)
            + (14_000 * 3.75m) + (100 * 15)));
        (WithQwen with { LosesCacheAtSwitch = true }).Staying(Three).ShouldBe(WithQwen.Staying(Three));
    }

    [Fact]
    public void A_small_model_with_a_cache_keeps_it_between_its_calls()
    {
        var session = new CallSession("task", [new SessionCall(Look, 10_000, 0), new SessionCall(Edit, 12_000, 0), new SessionCall(Look, 14_000, 0)]);

        WithHaiku.Tactical(session).ShouldBe(Usd((10_000 * 1.25m) + (12_000 * 3.75m) + (10_000 * 0.1m) + (4_000 * 1.25m)));
        (WithHaiku with { LosesCacheAtSwitch = true }).Tactical(session).ShouldBe(Usd((10_000 * 1.25m) + (12_000 * 3.75m) + (14_000 * 1.25m)));
    }

    [Fact]
    public void An_expiry_empties_the_caches_of_both_models()
    {
        var session = new CallSession("task", [new SessionCall(Edit, 10_000, 0), new SessionCall(Look, 12_000, 0), new SessionCall(Edit, 14_000, 0), new SessionCall(Look, 16_000, 0)]);
        var expiring = WithHaiku with { ExpiresEvery = 2 };

        expiring.Staying(session).ShouldBe(Usd((10_000 * 3.75m) + (10_000 * 0.3m) + (2_000 * 3.75m) + (14_000 * 3.75m) + (14_000 * 0.3m) + (2_000 * 3.75m)));
        expiring.Tactical(session).ShouldBe(Usd((10_000 * 3.75m) + (12_000 * 1.25m) + (14_000 * 3.75m) + (16_000 * 1.25m)));
    }

    [Fact]
    public void A_useless_step_stays_in_the_conversation_and_the_baseline_does_it_again()
    {
        // The step adds 2,000 tokens, so the repetition has a prompt of 14,000 and the call after it one of 16,000.
        var expected = Usd(
            (10_000 * 3.75m) + (100 * 15)
            + (12_000 * 0.05m) + (100 * 0.2m)
            + (10_000 * 0.3m) + (4_000 * 3.75m) + (100 * 15)
            + (14_000 * 0.3m) + (2_000 * 3.75m) + (100 * 15));

        (WithQwen with { Redo = 1 }).Tactical(Three).ShouldBe(expected);
        (WithQwen with { Redo = 1 }).Staying(Three).ShouldBe(WithQwen.Staying(Three));
    }

    [Fact]
    public void Price_lists_know_no_cache()
    {
        WithQwen.ListPrice(Three, routes: false).ShouldBe(Usd((36_000 * 3) + (300 * 15)));
        WithQwen.ListPrice(Three, routes: true).ShouldBe(Usd((24_000 * 3) + (200 * 15) + (12_000 * 0.05m) + (100 * 0.2m)));
    }

    [Fact]
    public void A_short_prompt_is_not_cached()
    {
        var session = new CallSession("task", [new SessionCall(Edit, 1_000, 0), new SessionCall(Edit, 1_024, 0)]);

        WithQwen.Staying(session).ShouldBe(Usd((1_000 * 3) + (1_024 * 3.75m)));
    }

    private static NanoUsd Usd(decimal millionths) => NanoUsd.FromUsd(millionths / 1_000_000);
}
