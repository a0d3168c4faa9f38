using System.Text.Json;
using JusInfer.Portal.Tests.Gateway;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Usage;

/// <summary>A call whose prompt exceeds the threshold of a tier costs the prices of the tier, for all its tokens.</summary>
[Trait("Promise", "P-8")]
public sealed class ContextTierTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    [Theory]
    [InlineData(1_000, 800, 1, null)]
    [InlineData(1_001, 0, 2, 1_000)]
    [InlineData(1_001, 1_001, 2, 1_000)]
    public async Task The_whole_prompt_decides_on_the_tier_cached_tokens_included(int prompt, int cached, int factor, int? tier)
    {
        gateway.Alpha.Script(Replies.Json(ChatSse.Completion(
            "ab", $$$"""{"prompt_tokens":{{{prompt}}},"completion_tokens":10,"total_tokens":{{{prompt + 10}}},"prompt_tokens_details":{"cached_tokens":{{{cached}}}}}""")));
        var caller = await gateway.Team.MintAsync();

        var receipt = await gateway.Team.ReceiptAsync((await caller.AskAsync(Caller.Asking(GatewayHost.Tiered))).RequestId);

        receipt.GetProperty("cost_usd").GetDecimal().ShouldBe(factor * ((prompt - cached) + (cached * 0.1m) + (10 * 10m)) / 1_000_000m);
        (receipt.GetProperty("context_tier") is { ValueKind: JsonValueKind.Number } above ? above.GetInt32() : (int?)null).ShouldBe(tier);
    }

    [Fact]
    public async Task A_list_of_models_has_the_tiers()
    {
        var caller = await gateway.Team.MintAsync();

        var models = (await caller.GetAsync("/v1/models")).Json.GetProperty("data").EnumerateArray().ToDictionary(model => model.GetProperty("id").GetString()!);

        models[GatewayHost.Tiered].GetProperty("pricing").GetProperty("tiers").GetRawText()
            .ShouldBe("""[{"above":1000,"input":2,"cache_read":0.2,"cache_write_5m":2,"cache_write_1h":2,"output":20}]""");
        models[GatewayHost.Frontier].GetProperty("pricing").TryGetProperty("tiers", out _).ShouldBeFalse();
    }
}
