using System.Text.Json;
using JusInfer.Clients.Infrastructure;

namespace JusInfer.Clients.Sdks;

/// <summary>OpenAI's own SDK for Node.js.</summary>
[Trait("Promise", "P-27")]
public sealed class OpenAiTests(Site site) : SdkTests(site, "openai.mjs")
{
    [Theory, EveryBehind]
    public Task A_chat_answer_comes_as_a_whole_with_what_it_cost(Behind behind) =>
        SeesAsync(behind, "chat", new { text = Greeting, finish = "stop", input = 100, cached = 40, output = 20 });

    [Theory, EveryBehind]
    public async Task A_chat_answer_comes_in_pieces_of_one_stream(Behind behind)
    {
        await SeesAsync(behind, "stream", new { text = Greeting, finish = "stop", ids = 1, input = 100, output = 20 });
        (await SeeAsync(behind, "stream")).GetProperty("pieces").GetInt32().ShouldBeGreaterThan(1);
    }

    [Theory, EveryBehind("tools", "toolsWhole")]
    public Task A_tool_is_run_and_its_result_is_read(Behind behind, string scenario) => SeesAsync(behind, scenario, new { text = Forecast });

    [Theory, EveryBehind]
    public Task An_answer_parses_as_the_schema_that_was_asked_for(Behind behind) =>
        SeesAsync(behind, "parse", new { parsed = Person, finish = "stop" });

    [Theory, EveryBehind]
    public Task A_picture_arrives_whole(Behind behind) => SeesAsync(behind, "image", new { text = Shown });

    [Theory]
    [InlineData(Behind.NoGateway)]
    [InlineData(Behind.OpenAiChat)]
    public Task An_embedding_arrives_as_numbers_though_the_SDK_asks_for_base64(Behind behind) =>
        SeesAsync(behind, "embeddings", new { vector = JsonElement.Parse("[0.25,-0.5,1]"), input = 4 });

    [Fact]
    public async Task Models_are_listed() =>
        (await SeeAsync(Behind.OpenAiChat, "models")).GetProperty("ids").EnumerateArray().Select(static id => id.GetString()).ShouldContain("jusInfer-auto");

    [Theory, EveryBehind]
    public Task A_response_comes_in_numbered_events(Behind behind) =>
        SeesAsync(behind, "responses", new { text = Greeting, status = "completed", inOrder = true, input = 100, cached = 40, output = 20 });

    [Theory, EveryBehind]
    public Task A_response_calls_a_tool_and_reads_its_result(Behind behind) => SeesAsync(behind, "responsesTools", new { text = Forecast });

    [Theory]
    [InlineData(Behind.OpenAiChat)]
    [InlineData(Behind.AnthropicMessages)]
    [InlineData(Behind.OpenAiResponses)]
    public Task A_response_remembers_the_one_before_it(Behind behind) =>
        SeesAsync(behind, "responsesRemember", new { text = "You said first: Say hello to Zoë.", previous = true });

    [Fact]
    public async Task An_unknown_model_is_an_error_with_its_code()
    {
        var error = (await SeeAsync(Behind.OpenAiChat, "unknownModel")).GetProperty("error");
        (error.GetProperty("status").GetInt32(), error.GetProperty("code").GetString()).ShouldBe((404, "MODEL_NOT_FOUND"));
    }

    [Fact]
    public async Task A_wrong_key_is_an_error_with_its_code()
    {
        var error = (await SeeAsync(Behind.OpenAiChat, "wrongKey")).GetProperty("error");
        (error.GetProperty("status").GetInt32(), error.GetProperty("code").GetString()).ShouldBe((401, "INVALID_KEY"));
    }

    [Theory, EveryDying]
    [Trait("Promise", "P-25")]
    public Task A_chat_answer_that_breaks_off_upstream_is_one_stream_to_it(Behind behind) => SeesThroughDeathsAsync(behind, "stream", new { text = Greeting, finish = "stop", ids = 1 });

    [Theory, EveryDying]
    [Trait("Promise", "P-25")]
    public Task A_tool_call_that_breaks_off_upstream_is_run_once(Behind behind) => SeesThroughDeathsAsync(behind, "tools", new { text = Forecast });

    [Theory, EveryDying]
    [Trait("Promise", "P-25")]
    public Task A_response_that_breaks_off_upstream_keeps_its_numbering(Behind behind) =>
        SeesThroughDeathsAsync(behind, "responses", new { text = Greeting, status = "completed", inOrder = true });
}
