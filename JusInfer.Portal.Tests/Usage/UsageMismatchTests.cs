using System.Text.Json;
using JusInfer.Portal.Tests.Gateway;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Usage;

/// <summary>A receipt says if the tokens of a call do not add up to the totals that the provider reported.</summary>
[Trait("Promise", "P-8")]
public sealed class UsageMismatchTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private const string Wrong = """{"prompt_tokens":100,"completion_tokens":20,"total_tokens":115}""";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_total_that_differs_is_on_the_receipt_and_the_parts_are_billed(bool streamed)
    {
        gateway.Alpha.Script(streamed
            ? Replies.Sse(ChatSse.Role() + ChatSse.Text("ab") + ChatSse.Finish() + ChatSse.Usage(Wrong) + ChatSse.Done)
            : Replies.Json(ChatSse.Completion("ab", Wrong)));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(streamed ? Caller.Streaming(GatewayHost.Frontier) : Caller.Asking(GatewayHost.Frontier));
        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);

        receipt.GetProperty("usage_mismatch").GetRawText().ShouldBe("""{"total":"total_tokens","counted":120,"reported":115}""");
        receipt.GetProperty("usage_source").GetString().ShouldBe("provider");
        receipt.GetProperty("cost_usd").GetDecimal().ShouldBe(((100 * 3m) + (20 * 15m)) / 1_000_000m);
    }

    [Fact]
    public async Task Totals_that_agree_are_not_mentioned()
    {
        gateway.Alpha.Script(Replies.Json(ChatSse.Completion("ab", ChatSse.OpenAiUsage)));
        var caller = await gateway.Team.MintAsync();

        var receipt = await gateway.Team.ReceiptAsync((await caller.AskAsync(Caller.Asking(GatewayHost.Frontier))).RequestId);

        receipt.GetProperty("usage_mismatch").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public void A_mismatch_is_read_from_its_text()
    {
        var mismatch = new UsageMismatch("total_tokens", 120, 115);

        UsageMismatch.Parse(mismatch.Format()).ShouldBe(mismatch);
        UsageMismatch.Parse(null).ShouldBeNull();
    }
}
