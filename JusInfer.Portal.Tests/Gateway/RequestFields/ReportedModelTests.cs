using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.RequestFields;

/// <summary>The model that a provider reports: recorded, and priced as served if it is another one.</summary>
public sealed class ReportedModelTests(PolicyHost gateway) : IClassFixture<PolicyHost>
{
    [Theory]
    [InlineData("gpt-5", "gpt-5")]
    [InlineData("gpt-5", "GPT-5-2025-08-07")]
    [InlineData("gpt-5-2025-08-07", "gpt-5")]
    [InlineData("claude-sonnet-4.5", "claude-sonnet-4-5-20250929")]
    [InlineData("anthropic/claude-sonnet-4.5", "claude-sonnet-4-5@20250929")]
    [InlineData("claude-sonnet-4-5", "claude-sonnet-4-5-latest")]
    [InlineData("gemini-2.0-flash", "models/gemini-2.0-flash-001")]
    [InlineData("gpt-4", "openai/gpt-4-0613")]
    public void A_dated_name_and_a_name_with_a_prefix_are_the_same_model(string requested, string reported) =>
        ReportedModel.IsSame(requested, reported).ShouldBeTrue();

    [Theory]
    [InlineData("gpt-5", "gpt-5-mini")]
    [InlineData("gpt-5", "gpt-5.1")]
    [InlineData("gpt-5", "gpt-51")]
    [InlineData("claude-sonnet-4", "claude-sonnet-4-5")]
    [InlineData("gpt-5-2025-08-07", "gpt-5-2026-01-01")]
    [InlineData("deepseek-chat", "deepseek-chat:free")]
    [InlineData("gpt-5", "")]
    public void Other_names_are_other_models(string requested, string reported) => ReportedModel.IsSame(requested, reported).ShouldBeFalse();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Another_model_of_the_catalog_is_priced_as_served(bool isStream)
    {
        var expected = await CostAsync("chat-model-2026-01-01", isStream);

        var (cost, reported) = await CostAsync("vendor/expensive-alias", isStream);

        reported.ShouldBe("vendor/expensive-alias");
        cost.ShouldBe(10 * expected.Cost);
        expected.Reported.ShouldBe("chat-model-2026-01-01");
        (await CostAsync("never-heard-of", isStream)).Cost.ShouldBe(expected.Cost);
    }

    [Fact]
    public async Task Messages_and_responses_report_their_model_too()
    {
        gateway.Upstream.Always(Replies.Json(MessagesWire.TextMessage("ab")));
        var message = await gateway.MessageAsync(PolicyHost.Claude, "\"odd\":1");
        gateway.Upstream.Always(Replies.Sse(MessagesWire.TextStream("ab")));
        var stream = await gateway.MessageAsync(PolicyHost.Claude, "\"stream\":true");
        gateway.Upstream.Always(Replies.Json(ResponsesWire.Whole("ab")));
        var response = await gateway.RespondAsync(PolicyHost.Responses, "\"odd\":1");
        var translated = await gateway.ChatAsync(PolicyHost.Responses, "\"odd\":1");

        (await ReportedAsync(message.RequestId)).ShouldBe("claude-upstream");
        (await ReportedAsync(stream.RequestId)).ShouldBe("claude-upstream");
        (await ReportedAsync(response.RequestId)).ShouldBe("upstream-name");
        (await ReportedAsync(translated.RequestId)).ShouldBe("upstream-name");
    }

    [Fact]
    public async Task A_reported_name_that_is_not_storable_does_not_lose_the_record()
    {
        var (_, reported) = await CostAsync("a\\u0000b", isStream: false);

        reported.ShouldBe("a\uFFFDb");
        (await CostAsync(new string('x', 10_000), isStream: false)).Reported.ShouldBeNull();
        (await CostAsync("\\ud800", isStream: false)).Reported.ShouldBeNull();
    }

    private async Task<(decimal Cost, string? Reported)> CostAsync(string model, bool isStream)
    {
        gateway.Upstream.Always(isStream
            ? Replies.Sse(ChatSse.Stream("ab").Replace("upstream-name", model))
            : Replies.Json(ChatSse.Completion("ab").Replace("upstream-name", model)));
        var answer = await gateway.ChatAsync(PolicyHost.Chat, isStream ? "\"stream\":true" : "\"stream\":false");
        answer.ShouldBe(200);
        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        return (receipt.GetProperty("cost_usd").GetDecimal(), receipt.GetProperty("model_reported").GetString());
    }

    private async Task<string?> ReportedAsync(string requestId) => (await gateway.Team.ReceiptAsync(requestId)).GetProperty("model_reported").GetString();
}
