extern alias evaluation;
using evaluation::JusInfer.Routing.Evaluation.Economics;

namespace JusInfer.Portal.Tests.Routing.Evaluation;

public sealed class BreakEvenTests
{
    [Fact]
    public void One_call_pays_if_its_cheaper_output_makes_up_for_the_prompt_that_the_small_model_has_not_seen()
    {
        // A prompt token costs 0.30 at Sonnet and 1.25 at Haiku, an output token 15 and 5.
        BreakEven.OutputPerPrompt(StatedPrices.Sonnet.Rates, StatedPrices.Haiku.Rates)!.Value.ShouldBe(0.095, 1e-12);
        BreakEven.OutputPerPrompt(StatedPrices.Sonnet.Rates, StatedPrices.Qwen.Rates).ShouldBe(0);
        BreakEven.OutputPerPrompt(StatedPrices.Gpt5.Rates, StatedPrices.Opus.Rates).ShouldBeNull();
    }

    [Fact]
    public void A_run_pays_when_its_warm_calls_have_saved_what_the_first_one_cost()
    {
        // Of 20,000 tokens, the first call costs 25,000 - 6,000 + 1,250 - 3,750 = 16,500 millionths of a dollar more, and each further one 4,000 + 2,500 = 6,500 less.
        BreakEven.RunLength(StatedPrices.Sonnet.Rates, StatedPrices.Haiku.Rates, prompt: 20_000, output: 250, growth: 0).ShouldBe(4);
        BreakEven.RunLength(StatedPrices.Sonnet.Rates, StatedPrices.Qwen.Rates, prompt: 20_000, output: 250, growth: 0).ShouldBe(1);
        BreakEven.RunLength(StatedPrices.Sonnet.Rates, StatedPrices.Hermes405B.Rates, prompt: 20_000, output: 250, growth: 0).ShouldBeNull();
    }

    [Fact]
    public void What_a_conversation_gains_is_written_to_the_small_models_cache_too()
    {
        // GPT-5 without growth: the first call costs 25,000 - 6,000 + 2,500 - 3,750 = 17,750 millionths of a dollar more, and each further one 3,500 + 1,250 = 4,750 less.
        // With it, the first one writes 500 tokens more (18,375), further ones save 4,213, 4,300, 4,388, 4,475, ..., and the return reads 150 less for each call: 18,125 after five.
        BreakEven.RunLength(StatedPrices.Sonnet.Rates, StatedPrices.Gpt5.Rates, prompt: 20_000, output: 250, growth: 0).ShouldBe(5);
        BreakEven.RunLength(StatedPrices.Sonnet.Rates, StatedPrices.Gpt5.Rates, prompt: 20_000, output: 250, growth: 500).ShouldBe(6);
    }
}
