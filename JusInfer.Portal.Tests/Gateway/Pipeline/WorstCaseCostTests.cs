using System.Text;
using JusInfer.Portal.Admission.Money;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;
using JusInfer.Portal.Gateway.Pipeline;
using JusInfer.Portal.Gateway.Requests;
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
    [InlineData("""{"messages":[{"content":[{"type":"input_\u0061udio"}]}]}""", 10)]
    [InlineData("""{"messages":[{"content":"text"}]}""", 1)]
    public void A_request_with_audio_holds_the_prices_of_audio(string body, int factor)
    {
        var model = At(input: 2, output: 10);
        var price = model.Prices.Versions[0] with { AudioInputPerMillion = Usd(20), AudioOutputPerMillion = Usd(100) };

        Most(HoldOf([model with { Prices = new PriceBook { Versions = [price] } }], Request(1_000, 500, 1), body: body))
            .ShouldBe(Usd(factor * ((2m * 1_000) + (10m * 500)) / 1_000_000));
    }

    [Fact]
    public void A_prompt_can_have_a_token_for_each_byte_and_no_more_than_the_context_window()
    {
        var model = At(input: 2, output: 10) with { ContextWindow = 50_000 };

        Margin(HoldOf([model], Request(1_000, 0, 1), body: new string('7', 4_000))).ShouldBe(Usd(2m * 3_000 / 1_000_000));
        Margin(HoldOf([model], Request(25_000, 0, 1), body: new string('7', 100_000))).ShouldBe(Usd(2m * 25_000 / 1_000_000));
        Margin(HoldOf([model], Request(1_000, 0, 1), body: "{}")).ShouldBe(NanoUsd.Zero);
    }

    [Fact]
    public void A_model_with_tools_can_have_a_longer_prompt_than_the_request() =>
        Margin(HoldOf([At(input: 2, output: 10)], Tools(Request(1_000, 0, 1)), body: new string('x', 4_000)))
            .ShouldBe(Usd(2m * 4_500 / 1_000_000));

    [Fact]
    public void Images_are_held_by_their_size_and_not_by_their_data()
    {
        var attachments = new Attachments();
        attachments.AddImage(1_000, 1_000);
        attachments.Bytes = 3_000_000;
        var request = Request(1_000 + 1_000, 0, 1) with { Attachments = attachments };
        var hold = HoldOf([At(input: 2, output: 10)], request, model: "claude-opus-5", body: new string('x', 3_004_000));

        Most(hold).ShouldBe(Usd(2m * (1_000 + 1_296) / 1_000_000), "36 by 36 patches");
        Margin(hold).ShouldBe(Usd(2m * 3_000 / 1_000_000));
    }

    [Fact]
    public void A_document_with_pages_is_held_by_them_and_can_fill_the_context_window()
    {
        var attachments = new Attachments();
        attachments.AddPages(3);
        var request = Request(2_000, 0, 1) with { Attachments = attachments };
        var hold = HoldOf([At(input: 2, output: 10) with { ContextWindow = 100_000 }], request, model: "claude-opus-5");

        Most(hold).ShouldBe(Usd(2m * (1_000 + (3 * 7_784)) / 1_000_000));
        (Most(hold) + Margin(hold)).ShouldBe(Usd(2m * 100_000 / 1_000_000));
    }

    [Fact]
    public void A_file_that_nothing_bounds_is_held_as_the_whole_context_window()
    {
        var attachments = new Attachments();
        attachments.AddUnbounded();
        var request = Request(2_000, 0, 1) with { Attachments = attachments };
        var hold = HoldOf([At(input: 2, output: 10) with { ContextWindow = 100_000 }], request);

        Most(hold).ShouldBe(Usd(2m * 100_000 / 1_000_000));
        Margin(hold).ShouldBe(NanoUsd.Zero);
    }

    [Theory]
    [InlineData(49_000, 1)]
    [InlineData(50_000, 2)]
    public void A_conversation_that_can_be_compacted_is_held_twice(int bytes, int factor) =>
        Most(HoldOf([At(input: 2, output: 10)], Request(10_000, 500, 1) with { MayCompact = true }, body: new string('x', bytes)))
            .ShouldBe(Usd(factor * ((2m * 10_000) + (10m * 500)) / 1_000_000));

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
        Margin(hold).ShouldBe(Usd(10m * (50_000 - 828) / 1_000_000), "the rest can come in one piece");
    }

    [Theory]
    [InlineData("http://127.0.0.1/v1", 0)]
    [InlineData("https://api.siliconflow.com/v1", 32_000)]
    public void Reasoning_beyond_the_limit_is_held_where_the_limit_does_not_include_it(string address, int tokens)
    {
        var model = At(input: 2, output: 10, longest: 32_000) with { Capabilities = Capabilities.Reasoning };

        Margin(HoldOf([model], Request(1_000, 100, 1), address: address)).ShouldBe(Usd(10m * tokens / 1_000_000));
    }

    [Theory]
    [InlineData("claude-opus-4-8", "", false)]
    [InlineData("claude-opus-5", "", true)]
    [InlineData("claude-opus-5", ",\"thinking\":{\"type\":\"disabled\"}", false)]
    [InlineData("claude-opus-5-5", ",\"thinking\":{\"type\":\"disabled\"}", true)]
    [InlineData("claude-opus-4-8", ",\"thinking\":{\"type\":\"adaptive\"}", true)]
    public void A_model_of_Anthropic_that_thinks_unasked_holds_its_longest_answer(string name, string thinking, bool thinks)
    {
        var body = $$$"""{"model":"m","max_tokens":9000,"stream":true,"messages":[{"role":"user","content":"hi"}]{{{thinking}}}}""";
        var request = MessagesRequestReader.Read(Encoding.UTF8.GetBytes(body)).Value;
        var endpoint = EndpointOf(name);
        var provider = endpoint.Provider with { IsAnthropic = true };
        var model = At(input: 2, output: 10) with { Capabilities = Capabilities.Reasoning };
        var plan = new RoutePlan([new RouteTarget(model, endpoint with { Provider = provider })], "test");

        var hold = WorstCaseCost.Create(plan, request, Encoding.UTF8.GetBytes(body), Day, expectedOutput: 700);

        hold.InitialOutputTokens.ShouldBe(thinks ? 9_000 : 828);
    }

    [Fact]
    public void A_long_prompt_that_may_have_the_price_of_a_tier_holds_the_output_at_that_price()
    {
        var model = At(input: 2, output: 10);
        var tier = At(input: 2, output: 15).Prices.Versions[0] with { AboveTokens = 1_000 };
        var prices = new PriceBook { Versions = [model.Prices.Versions[0] with { Tiers = [tier] }] };

        Margin(HoldOf([model with { Prices = prices }], Request(500, 1_000, 1), body: new string('7', 2_000)))
            .ShouldBe(Usd(((2m * 1_500) + (5m * 1_000)) / 1_000_000));
    }

    [Theory]
    [InlineData("messages", "\"tools\":[{\"type\":\"web_fetch_20250910\",\"name\":\"web_fetch\",\"max_uses\":2}]", 3)]
    [InlineData("messages", "\"tools\":[{\"type\":\"web_fetch_20250910\",\"name\":\"web_fetch\"}]", 16)]
    [InlineData("messages", "\"tools\":[{\"type\":\"web_fetch_20260209\",\"name\":\"web_fetch\",\"max_uses\":2}]", 16)]
    [InlineData("responses", "\"tools\":[{\"type\":\"reader\"}],\"max_tool_calls\":4", 5)]
    [InlineData("responses", "\"tools\":[{\"type\":\"reader\"}],\"max_tool_calls\":\"4\"", 16)]
    public void Each_sampling_of_a_hosted_tool_can_read_the_context_window_and_write_an_answer(string door, string tools, int samplings) =>
        WithTools(door, tools).ShouldBe(Usd(samplings * ((2m * 50_000) + (10m * 100)) / 1_000_000));

    [Theory]
    [InlineData("messages", "\"tools\":[{\"type\":\"bash_20250124\",\"name\":\"bash\"},{\"type\":\"memory_20250818\"}]")]
    [InlineData("responses", "\"tools\":[{\"type\":\"local_shell\"},{\"type\":\"web_search\"}]")]
    [InlineData("responses", "\"tools\":[{\"type\":\"tool_search\",\"execution\":\"client\"}]")]
    public void Tools_that_the_client_runs_and_tools_that_are_removed_make_no_model_read_again(string door, string tools) =>
        WithTools(door, tools).ShouldBeLessThan(Usd(((2m * 2_000) + (10m * 100)) / 1_000_000));

    [Fact]
    public void Tools_that_a_translation_leaves_out_make_no_model_read_again() =>
        WithTools("responses", "\"tools\":[{\"type\":\"reader\"}]", EndpointOf("model").Provider.Dialect)
            .ShouldBeLessThan(Usd(((2m * 2_000) + (10m * 100)) / 1_000_000));

    /// <summary>Only the Responses API has the field, so that it lowers nothing elsewhere.</summary>
    [Fact]
    public void A_limit_of_tool_calls_counts_in_its_dialect_only() =>
        WithTools("messages", "\"max_tool_calls\":0,\"tools\":[{\"type\":\"web_fetch_20250910\",\"name\":\"web_fetch\"}]")
            .ShouldBe(Usd(16 * ((2m * 50_000) + (10m * 100)) / 1_000_000));

    /// <summary>The most that a request can cost at a model with a context window of 50,000 tokens, with 100 tokens of output.</summary>
    private static NanoUsd WithTools(string door, string tools, Dialect? dialect = null)
    {
        var body = Encoding.UTF8.GetBytes(door == "messages"
            ? $$$"""{"model":"m","max_tokens":100,"messages":[{"role":"user","content":"hi"}],{{{tools}}}}"""
            : $$$"""{"model":"m","max_output_tokens":100,"input":"hi",{{{tools}}}}""");
        CallRequest request = door == "messages" ? MessagesRequestReader.Read(body).Value : ResponsesRequestReader.Read(body).Value;
        var endpoint = EndpointOf("model");
        endpoint = endpoint with { Provider = endpoint.Provider with { Dialect = dialect ?? request.Dialect } };
        var target = new RouteTarget(At(input: 2, output: 10) with { ContextWindow = 50_000 }, endpoint);

        var hold = WorstCaseCost.Create(new RoutePlan([target], "test"), request, body, Day, expectedOutput: 700);

        return Most(hold) + Margin(hold);
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

    private static NanoUsd Margin(HoldRequest hold) => NanoUsd.FromUsd(hold.Margin.Usd / 1.02m);

    private static ChatRequest Tools(ChatRequest request) =>
        request with { Features = request.Features with { RequiredCapabilities = Capabilities.Tools } };

    private static HoldRequest HoldOf(
        Model[] models, ChatRequest request, long expectedOutput = 4_096, string body = "{}", bool repairs = false,
        string model = "upstream", string address = "http://127.0.0.1/v1")
    {
        var targets = models.Select(one => new RouteTarget(one, EndpointOf(model, address)));
        var plan = new RoutePlan([.. targets], "test") { RepairModel = repairs ? models[1].Id : null };
        return WorstCaseCost.Create(plan, request, Encoding.UTF8.GetBytes(body), Day, expectedOutput);
    }

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

    private static ModelEndpoint EndpointOf(string model, string address = "http://127.0.0.1/v1") =>
        new() { Provider = TestCalls.Provider(address), Model = model };

    private static NanoUsd Usd(decimal amount) => new((long)(amount * 1_000_000_000));
}
