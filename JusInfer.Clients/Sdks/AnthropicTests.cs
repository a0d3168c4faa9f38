using JusInfer.Clients.Infrastructure;

namespace JusInfer.Clients.Sdks;

/// <summary>Anthropic's own SDK for Node.js.</summary>
[Trait("Promise", "P-27")]
public sealed class AnthropicTests(Site site) : SdkTests(site, "anthropic.mjs")
{
    [Theory, EveryBehind]
    public Task A_message_comes_as_a_whole_with_cached_tokens_counted_apart(Behind behind) =>
        SeesAsync(behind, "messages", new { text = Greeting, stop = "end_turn", input = 60, cached = 40, output = 20 });

    [Theory, EveryBehind]
    public async Task A_message_comes_in_pieces(Behind behind)
    {
        await SeesAsync(behind, "stream", new { text = Greeting, stop = "end_turn", output = 20 });
        (await SeeAsync(behind, "stream")).GetProperty("pieces").GetInt32().ShouldBeGreaterThan(1);
    }

    [Theory, EveryBehind("tools", "toolsWhole")]
    public Task A_tool_is_asked_for_and_its_result_is_read(Behind behind, string scenario) => SeesAsync(behind, scenario, new { stop = "tool_use", text = Forecast });

    [Theory, EveryBehind("toolRunner", "toolRunnerStreamed")]
    public Task Its_own_tool_runner_brings_an_errand_to_its_end(Behind behind, string scenario) => SeesAsync(behind, scenario, new { stop = "end_turn", text = Forecast });

    [Fact]
    public async Task A_thread_that_the_gateway_would_forget_is_refused_by_its_name() =>
        (await SeeAsync(Behind.AnthropicMessages, "thread")).GetProperty("error").GetProperty("message").GetString()!.ShouldContain("thread_unsupported_request");

    [Theory, EveryBehind]
    public Task A_conversation_that_thinks_goes_on_after_a_tool(Behind behind) => SeesAsync(behind, "thinking", new { text = Forecast });

    [Theory, EveryBehind]
    public Task A_picture_arrives_whole(Behind behind) => SeesAsync(behind, "image", new { text = Shown });

    [Theory, EveryBehind]
    public async Task Tokens_are_counted_before_they_are_spent(Behind behind) =>
        (await SeeAsync(behind, "countTokens")).GetProperty("input_tokens").GetInt32().ShouldBeGreaterThan(0);

    [Theory, EveryBehind]
    public Task The_key_may_stand_in_its_own_header(Behind behind) => SeesAsync(behind, "keyInItsOwnHeader", new { text = Greeting });

    [Fact]
    public async Task Models_are_listed() =>
        (await SeeAsync(Behind.AnthropicMessages, "models")).GetProperty("ids").EnumerateArray().Select(static id => id.GetString()).ShouldContain("jusInfer-auto");

    [Theory]
    [InlineData("unknownModel", 404)]
    [InlineData("wrongKey", 401)]
    public async Task A_refusal_is_an_error_with_its_status(string scenario, int status) =>
        (await SeeAsync(Behind.AnthropicMessages, scenario)).GetProperty("error").GetProperty("status").GetInt32().ShouldBe(status);

    [Theory, EveryDying]
    [Trait("Promise", "P-25")]
    public Task A_message_that_breaks_off_upstream_is_one_stream_to_it(Behind behind) => SeesThroughDeathsAsync(behind, "stream", new { text = Greeting, stop = "end_turn" });

    [Theory, EveryDying("tools", "thinking")]
    [Trait("Promise", "P-25")]
    public Task A_tool_call_that_breaks_off_upstream_is_made_once(Behind behind, string scenario) => SeesThroughDeathsAsync(behind, scenario, new { text = Forecast });
}
