using System.Text;
using JusInfer.Portal.Admission.Money;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Pipeline;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Tests.TestKit.Builders;

namespace JusInfer.Portal.Tests.Gateway.Pipeline;

public sealed class WorstCaseCostTests
{
    private static readonly DateOnly Day = new(2026, 3, 4);

    [Fact]
    public void The_worst_case_is_the_prompt_and_the_longest_answer_that_the_request_allows() =>
        Of([At(input: 2, output: 10)], inputTokens: 1_000, maxOutput: 500).ShouldBe(Usd((2m * 1_000 + 10m * 500) / 1_000_000));

    [Fact]
    public void A_request_without_a_limit_can_use_the_models_limit() =>
        Of([At(input: 2, output: 10, longest: 4_000)], inputTokens: 1_000).ShouldBe(Usd((2m * 1_000 + 10m * 4_000) / 1_000_000));

    [Fact]
    public void A_limit_above_the_models_limit_has_no_effect() =>
        Of([At(input: 2, output: 10, longest: 4_000)], inputTokens: 1_000, maxOutput: 9_000).ShouldBe(Usd((2m * 1_000 + 10m * 4_000) / 1_000_000));

    [Fact]
    public void The_most_expensive_target_decides_because_only_one_attempt_is_billed() =>
        Of([At(input: 1, output: 1), At(input: 3, output: 15), At(input: 2, output: 2)], inputTokens: 1_000, maxOutput: 1_000).ShouldBe(Usd(18m / 1_000));

    [Fact]
    public void An_answer_that_the_baseline_may_repeat_is_held_with_its_repetition()
    {
        Model[] models = [At(input: 1, output: 5), At(input: 3, output: 15), At(input: 2, output: 2)];

        Most(HoldOf(models, Request(1_000, 1_000, 1), repairs: true)).ShouldBe(Usd((1m + 5m + 3m + 15m) / 1_000));
    }

    [Fact]
    public void The_prompt_may_be_written_to_the_cache_at_a_higher_price() =>
        Of([At(input: 2, output: 10, cacheWrite: 2.5m)], inputTokens: 1_000, maxOutput: 0).ShouldBe(Usd(2.5m / 1_000));

    [Fact]
    public void Each_choice_can_be_as_long_as_the_limit() =>
        Of([At(input: 2, output: 10)], inputTokens: 0, maxOutput: 500, choices: 3).ShouldBe(Usd(10m * 1_500 / 1_000_000));

    [Theory]
    [InlineData(900, 1)]
    [InlineData(980, 1)]
    [InlineData(990, 2)]
    [InlineData(5_000, 2)]
    public void A_prompt_that_may_exceed_the_threshold_of_a_tier_holds_the_price_of_the_tier(long inputTokens, int factor)
    {
        var model = At(input: 2, output: 10);
        var price = model.Prices.Versions[0];
        var tier = At(input: 4, output: 20).Prices.Versions[0] with { AboveTokens = 1_000 };

        Of([model with { Prices = new PriceBook { Versions = [price with { Tiers = [tier] }] } }], inputTokens, maxOutput: 500)
            .ShouldBe(Usd(factor * ((2m * inputTokens) + (10m * 500)) / 1_000_000));
    }

    [Theory]
    [InlineData("""{"messages":[{"content":[{"type":"input_audio"}]}]}""", 10)]
    [InlineData("""{"messages":[{"content":"text"}]}""", 1)]
    public void A_request_with_audio_holds_the_prices_of_audio(string body, int factor)
    {
        var model = At(input: 2, output: 10);
        var price = model.Prices.Versions[0] with { AudioInputPerMillion = Usd(20), AudioOutputPerMillion = Usd(100) };

        Most(HoldOf([model with { Prices = new PriceBook { Versions = [price] } }], Request(1_000, 500, 1), body: body))
            .ShouldBe(Usd(factor * ((2m * 1_000) + (10m * 500)) / 1_000_000));
    }

    [Fact]
    public void A_free_model_costs_nothing_and_huge_numbers_do_not_overflow()
    {
        Most(HoldOf([TestCalls.Model], Request(1_000, null, 1))).ShouldBe(NanoUsd.Zero);
        Of([At(input: 2, output: 1_000)], inputTokens: 1_000, choices: int.MaxValue).ShouldBeGreaterThan(Usd(1_000));
    }

    [Fact]
    public void A_stream_holds_the_expected_output_at_first_because_its_hold_is_extended_ahead_of_it()
    {
        var hold = HoldOf([At(input: 2, output: 10) with { Capabilities = Capabilities.Tools }], Request(1_000, 50_000, 1) with { Stream = true }, expectedOutput: 700);

        hold.InitialOutputTokens.ShouldBe(828, "with a reserve of 128");
        hold.MaxOutputTokens.ShouldBe(50_000);
    }

    [Fact]
    public void An_answer_that_is_not_visible_while_it_is_produced_holds_its_longest_form()
    {
        var reasoning = At(input: 2, output: 10) with { Capabilities = Capabilities.Reasoning };

        HoldOf([At(input: 2, output: 10)], Request(1_000, 50_000, 1), expectedOutput: 700).InitialOutputTokens.ShouldBe(50_000, "it is not a stream");
        HoldOf([reasoning], Request(1_000, 50_000, 1) with { Stream = true }, expectedOutput: 700).InitialOutputTokens.ShouldBe(50_000, "its reasoning is hidden");
    }

    /// <summary>The most that the call can cost, without the margin for the provider's count of tokens.</summary>
    private static NanoUsd Of(Model[] models, long inputTokens, int? maxOutput = null, int choices = 1) =>
        Most(HoldOf(models, Request(inputTokens, maxOutput, choices)));

    private static NanoUsd Most(HoldRequest hold) => NanoUsd.FromUsd(hold.CostOf(hold.MaxOutputTokens).Usd / 1.02m);

    private static HoldRequest HoldOf(Model[] models, ChatRequest request, long expectedOutput = 4_096, string body = "{}", bool repairs = false) => WorstCaseCost.Create(
        new RoutePlan([.. models.Select(static model => new RouteTarget(model, EndpointOf()))], "test") { RepairModel = repairs ? models[1].Id : null }, request, Encoding.UTF8.GetBytes(body), Day, expectedOutput);

    private static ChatRequest Request(long inputTokens, int? maxOutput, int choices) => new()
    {
        Model = "a",
        Choices = choices,
        Features = new RequestFeatures { InputTokens = inputTokens, MaxOutputTokens = maxOutput },
        Ranges = default,
    };

    private static Model At(decimal input, decimal output, decimal? cacheWrite = null, int? longest = null) => TestCalls.Model with
    {
        MaxOutputTokens = longest,
        Prices = new PriceBook
        {
            Versions =
            [
                new Price
                {
                    From = DateOnly.MinValue,
                    InputPerMillion = Usd(input),
                    CacheReadPerMillion = Usd(input),
                    CacheWrite5mPerMillion = Usd(cacheWrite ?? input),
                    CacheWrite1hPerMillion = Usd(cacheWrite ?? input),
                    OutputPerMillion = Usd(output),
                },
            ],
        },
    };

    private static ModelEndpoint EndpointOf() => new() { Provider = TestCalls.Provider("http://127.0.0.1/v1"), Model = "upstream" };

    private static NanoUsd Usd(decimal amount) => new((long)(amount * 1_000_000_000));
}
