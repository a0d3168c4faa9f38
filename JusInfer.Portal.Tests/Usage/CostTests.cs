using System.Globalization;
using System.Text.Json;
using JusInfer.Portal.Tests.Gateway;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Usage;

/// <summary>
/// A call costs its token buckets times their prices, exact to a billionth of a dollar, in whatever form the provider reports usage.
/// </summary>
[Trait("Promise", "P-8")]
public sealed class CostTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    // The frontier model: 3 uncached, 0.30 cached, 15 output, USD per million.
    private static readonly Dictionary<string, (string Usage, long Uncached, long Cached, long Written, long Text, long Reasoning)> Shapes = new()
    {
        ["plain"] = (ChatSse.PlainUsage, 12, 0, 0, 3, 0),
        ["OpenAI, cached and reasoning"] = (ChatSse.OpenAiUsage, 60, 40, 0, 15, 5),
        ["DeepSeek"] = ("""{"prompt_tokens":1000,"completion_tokens":50,"total_tokens":1050,"prompt_cache_hit_tokens":896,"prompt_cache_miss_tokens":104,"completion_tokens_details":{"reasoning_tokens":30}}""", 104, 896, 0, 20, 30),
        ["DeepSeek, cached tokens under both names"] = ("""{"prompt_tokens":1000,"completion_tokens":50,"total_tokens":1050,"prompt_tokens_details":{"cached_tokens":896},"prompt_cache_hit_tokens":896}""", 104, 896, 0, 50, 0),
        ["xAI, reasoning outside completion_tokens"] = ("""{"prompt_tokens":32,"completion_tokens":9,"total_tokens":135,"prompt_tokens_details":{"text_tokens":32,"cached_tokens":8},"completion_tokens_details":{"reasoning_tokens":94}}""", 24, 8, 0, 9, 94),
        ["a total that has more, of a model that does not reason"] = (
            """{"prompt_tokens":10,"completion_tokens":20,"total_tokens":130}""",
            110, 0, 0, 20, 0),
        ["cached tokens beside the prompt"] = (
            """{"prompt_tokens":100,"completion_tokens":50,"total_tokens":20150,"prompt_tokens_details":{"cached_tokens":20000}}""",
            100, 20_000, 0, 50, 0),
        ["Kimi"] = (
            """{"prompt_tokens":1000,"completion_tokens":50,"total_tokens":1050,"cached_tokens":900}""",
            100, 900, 0, 50, 0),
        ["OpenRouter, cache writes"] = ("""{"prompt_tokens":500,"completion_tokens":10,"total_tokens":510,"cost":0.9,"prompt_tokens_details":{"cached_tokens":100,"cache_write_tokens":300}}""", 100, 100, 300, 10, 0),
        ["null details"] = ("""{"prompt_tokens":12,"completion_tokens":3,"total_tokens":15,"prompt_tokens_details":null,"completion_tokens_details":null}""", 12, 0, 0, 3, 0),
        ["more cached tokens than input tokens"] = (
            """{"prompt_tokens":10,"completion_tokens":1,"total_tokens":11,"prompt_tokens_details":{"cached_tokens":50}}""",
            10, 50, 0, 1, 0),
        ["integers with a decimal point"] = ("""{"prompt_tokens":12.0,"completion_tokens":3.0,"total_tokens":15.0}""", 12, 0, 0, 3, 0),
    };

    public static TheoryData<string> Names => [.. Shapes.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_response_costs_its_tokens_at_the_prices_of_their_buckets(string shape)
    {
        gateway.Alpha.Script(Replies.Json(ChatSse.Completion("ab", Shapes[shape].Usage)));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier));

        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        ShouldMatch(receipt, shape);
        answer["x-jusinfer-cost-usd"].ShouldBe(receipt.GetProperty("cost_usd").GetDecimal().ToString("0.#########", CultureInfo.InvariantCulture));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_stream_costs_the_same(string shape)
    {
        gateway.Alpha.Script(Replies.Sse(ChatSse.Role() + ChatSse.Text("ab") + ChatSse.Finish() + ChatSse.Usage(Shapes[shape].Usage) + ChatSse.Done));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Streaming(GatewayHost.Frontier));

        ShouldMatch(await gateway.Team.ReceiptAsync(answer.RequestId), shape);
    }

    [Theory]
    [InlineData(GatewayHost.Audible, 10, 100)]
    [InlineData(GatewayHost.Completing, 1, 10)]
    public async Task Audio_costs_its_own_price_or_that_of_text(string model, int input, int output)
    {
        gateway.Alpha.Script(Replies.Json(ChatSse.Completion(
            "ab", """{"prompt_tokens":1000,"completion_tokens":50,"total_tokens":1050,"prompt_tokens_details":{"cached_tokens":100,"audio_tokens":600},"completion_tokens_details":{"audio_tokens":20,"reasoning_tokens":10}}""")));
        var team = await gateway.Portal.SignUpAsync();
        var caller = await team.MintAsync();

        var receipt = await team.ReceiptAsync((await caller.AskAsync(Caller.Asking(model))).RequestId);

        var tokens = receipt.GetProperty("tokens");
        string[] buckets = ["input_uncached", "cache_read", "audio_input", "output_text", "output_reasoning", "audio_output"];
        buckets.Select(bucket => tokens.GetProperty(bucket).GetInt64()).ShouldBe([300, 100, 600, 20, 10, 20]);
        (receipt.GetProperty("input_tokens").GetInt64(), receipt.GetProperty("output_tokens").GetInt64()).ShouldBe((1_000, 50));
        receipt.GetProperty("cost_usd").GetDecimal().ShouldBe((300 + (100 * 0.1m) + (600 * input) + (30 * 10) + (20 * output)) / 1_000_000m);
        var total = (await team.Api.GetAsync("/v1/usage")).Json.GetProperty("total");
        (total.GetProperty("input_tokens").GetInt64(), total.GetProperty("output_tokens").GetInt64()).ShouldBe((1_000, 50));
    }

    [Fact]
    public async Task A_call_with_impossible_token_counts_is_recorded()
    {
        const string Huge = """{"prompt_tokens":9223372036854775807,"completion_tokens":1e300,"total_tokens":-1}""";
        gateway.Alpha.Script(Replies.Json(ChatSse.Completion("ab", Huge)), Replies.Sse(ChatSse.Role() + ChatSse.Text("ab") + ChatSse.Finish() + ChatSse.Usage(Huge) + ChatSse.Done));
        var team = await gateway.Portal.SignUpAsync();
        var caller = await team.MintAsync();

        (await caller.AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(200);
        (await caller.AskAsync(Caller.Streaming(GatewayHost.Frontier, extra: ",\"stream_options\":{\"include_usage\":true}"))).IsDone.ShouldBeTrue();

        (await team.RecordsAsync(caller, 2)).Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_record_is_visible_within_two_seconds()
    {
        gateway.Alpha.Script();
        await Promptly.WithinAsync(TimeSpan.FromSeconds(2), async () =>
        {
            var caller = await gateway.Team.MintAsync();
            await caller.AskAsync(Caller.Asking(GatewayHost.Frontier));
            return () => gateway.Team.RecordsAsync(caller);
        });
    }

    [Fact]
    public async Task Every_sum_shown_is_the_sum_of_its_calls()
    {
        var team = await gateway.Portal.SignUpAsync();
        Caller[] callers = [await team.MintAsync(), await team.MintAsync()];
        var usages = Shapes.Values.Select(shape => shape.Usage).ToArray();
        gateway.Alpha.Script([.. Enumerable.Range(0, 40).Select(i => i % 7 == 0 ? Replies.Error(400) : Replies.Json(ChatSse.Completion("ab", usages[i % usages.Length])))]);

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => callers[i % 2].AskAsync(Caller.Asking(i % 3 == 0 ? GatewayHost.Small : GatewayHost.Frontier))));
        JsonElement[] calls = [.. await team.RecordsAsync(callers[0], 20), .. await team.RecordsAsync(callers[1], 20)];

        foreach (var grouping in (string[])["key", "model", "member", "day", "provider", "key,model"])
        {
            var usage = (await team.Api.GetAsync($"/v1/usage?group_by={grouping}")).Json;
            var rows = usage.GetProperty("data").EnumerateArray().ToList();
            foreach (var field in (string[])["input_tokens", "cached_tokens", "output_tokens", "cost_usd"])
            {
                var raw = calls.Sum(call => call.GetProperty(field).GetDecimal());
                rows.Sum(row => row.GetProperty(field).GetDecimal()).ShouldBe(raw, $"{field} by {grouping}");
                usage.GetProperty("total").GetProperty(field).GetDecimal().ShouldBe(raw, $"{field} in total by {grouping}");
            }

            rows.Sum(row => row.GetProperty("requests").GetInt64()).ShouldBe(40);
            rows.Sum(row => row.GetProperty("errors").GetInt64()).ShouldBe(calls.Count(call => call.GetProperty("status").GetInt32() >= 400));
        }
    }

    private static void ShouldMatch(JsonElement receipt, string name)
    {
        var shape = Shapes[name];
        var tokens = receipt.GetProperty("tokens");
        tokens.GetProperty("input_uncached").GetInt64().ShouldBe(shape.Uncached);
        tokens.GetProperty("cache_read").GetInt64().ShouldBe(shape.Cached);
        tokens.GetProperty("cache_write_5m").GetInt64().ShouldBe(shape.Written);
        tokens.GetProperty("output_text").GetInt64().ShouldBe(shape.Text);
        tokens.GetProperty("output_reasoning").GetInt64().ShouldBe(shape.Reasoning);
        var written = shape.Written * 3m;
        receipt.GetProperty("cost_usd").GetDecimal().ShouldBe(((shape.Uncached * 3m) + (shape.Cached * 0.3m) + written + ((shape.Text + shape.Reasoning) * 15m)) / 1_000_000m);
        receipt.GetProperty("prices_from").GetString().ShouldBe("2025-01-01");
    }
}
