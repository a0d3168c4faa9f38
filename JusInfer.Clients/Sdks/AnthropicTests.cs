using JusInfer.Clients.Infrastructure;

namespace JusInfer.Clients.Sdks;

/// <summary>Anthropic's SDK for Node.js.</summary>
[Trait("Promise", "P-27")]
public sealed class AnthropicTests(ClientFixture fixture) : SdkTests(fixture, "anthropic.mjs")
{
    [Theory, EveryTarget]
    public Task An_unstreamed_message_counts_cached_tokens_separately(ClientTarget target) =>
        ExpectAsync(target, "messages", new { text = Greeting, stop = "end_turn", input = 60, cached = 40, output = 20 });

    [Theory, EveryTarget]
    public async Task A_message_is_streamed(ClientTarget target)
    {
        var seen = await ExpectAsync(target, "stream", new { text = Greeting, stop = "end_turn", output = 20 });
        seen.GetProperty("pieces").GetInt32().ShouldBeGreaterThan(1);
    }

    [Theory, EveryTarget("tools", "toolsWhole")]
    public Task A_tool_is_called_and_its_result_is_read(ClientTarget target, string scenario) => ExpectAsync(target, scenario, new { stop = "tool_use", text = Forecast });

    [Theory, EveryTarget("toolRunner", "toolRunnerStreamed")]
    public Task The_tool_runner_of_the_SDK_completes_a_task(ClientTarget target, string scenario) => ExpectAsync(target, scenario, new { stop = "end_turn", text = Forecast });

    [Fact]
    public async Task A_message_thread_is_rejected_with_the_code_that_the_SDK_expects() =>
        (await ObserveAsync(ClientTarget.AnthropicMessages, "thread")).GetProperty("error").GetProperty("message").GetString()!.ShouldContain("thread_unsupported_request");

    [Theory, EveryTarget]
    public Task A_conversation_with_thinking_continues_after_a_tool_call(ClientTarget target) => ExpectAsync(target, "thinking", new { text = Forecast });

    [Theory, EveryTarget]
    public Task An_image_arrives_unchanged(ClientTarget target) => ExpectAsync(target, "image", new { text = ImageAnswer });

    [Theory, EveryTarget]
    public async Task Tokens_can_be_counted_before_a_call(ClientTarget target) =>
        (await ObserveAsync(target, "countTokens")).GetProperty("input_tokens").GetInt32().ShouldBeGreaterThan(0);

    [Theory, EveryTarget]
    public Task The_key_can_be_sent_in_x_api_key(ClientTarget target) => ExpectAsync(target, "keyInItsOwnHeader", new { text = Greeting });

    [Fact]
    public async Task Models_are_listed() =>
        (await ObserveAsync(ClientTarget.AnthropicMessages, "models")).GetProperty("ids").EnumerateArray().Select(static id => id.GetString()).ShouldContain("jusInfer-auto");

    [Theory]
    [InlineData("unknownModel", 404)]
    [InlineData("wrongKey", 401)]
    public async Task A_rejection_is_an_error_with_its_status(string scenario, int status) =>
        (await ObserveAsync(ClientTarget.AnthropicMessages, scenario)).GetProperty("error").GetProperty("status").GetInt32().ShouldBe(status);

    [Theory, EveryInterruptedTarget]
    [Trait("Promise", "P-25")]
    public Task A_message_that_is_interrupted_upstream_arrives_as_one_stream(ClientTarget target) => ExpectDespiteInterruptionsAsync(target, "stream", new { text = Greeting, stop = "end_turn" });

    [Theory, EveryInterruptedTarget("tools", "thinking")]
    [Trait("Promise", "P-25")]
    public Task A_tool_call_that_is_interrupted_upstream_is_made_once(ClientTarget target, string scenario) => ExpectDespiteInterruptionsAsync(target, scenario, new { text = Forecast });
}
