using JusInfer.Clients.Infrastructure;

namespace JusInfer.Clients.Sdks;

/// <summary>OpenAI's SDK for Node.js.</summary>
[Trait("Promise", "P-27")]
public sealed class OpenAiTests(ClientFixture fixture) : SdkTests(fixture, "openai.mjs")
{
    [Theory, EveryTarget]
    public Task An_unstreamed_chat_answer_has_usage(ClientTarget target) =>
        ExpectAsync(target, "chat", new { text = Greeting, finish = "stop", input = 100, cached = 40, output = 20 });

    [Theory, EveryTarget]
    public async Task A_chat_answer_is_streamed(ClientTarget target)
    {
        var seen = await ExpectAsync(target, "stream", new { text = Greeting, finish = "stop", ids = 1, input = 100, output = 20 });
        seen.GetProperty("pieces").GetInt32().ShouldBeGreaterThan(1);
    }

    [Theory, EveryTarget("tools", "toolsWhole")]
    public Task A_tool_is_run_and_its_result_is_read(ClientTarget target, string scenario) => ExpectAsync(target, scenario, new { text = Forecast });

    [Theory, EveryTarget]
    public Task A_structured_answer_matches_the_requested_schema(ClientTarget target) =>
        ExpectAsync(target, "parse", new { parsed = Person, finish = "stop" });

    [Theory, EveryTarget]
    public Task An_image_arrives_unchanged(ClientTarget target) => ExpectAsync(target, "image", new { text = ImageAnswer });

    [Theory, EveryTarget("pdf", "responsesPdf")]
    public Task A_document_arrives_unchanged(ClientTarget target, string scenario) =>
        ExpectAsync(target, scenario, new { text = DocumentAnswer });

    [Theory]
    [InlineData(ClientTarget.NoGateway, "embeddings")]
    [InlineData(ClientTarget.NoGateway, "embeddingsFloat")]
    [InlineData(ClientTarget.OpenAiChat, "embeddings")]
    [InlineData(ClientTarget.OpenAiChat, "embeddingsFloat")]
    [InlineData(ClientTarget.LooseChat, "embeddings")]
    [InlineData(ClientTarget.LooseChat, "embeddingsFloat")]
    public Task Every_text_gets_its_own_vector_although_the_SDK_requests_base64(ClientTarget target, string scenario) =>
        ExpectAsync(target, scenario, new { vectors = Vectors, input = 4 });

    /// <summary>0.25, -0.5 and the length of the text as little-endian 32-bit numbers.</summary>
    [Theory]
    [InlineData(ClientTarget.NoGateway)]
    [InlineData(ClientTarget.OpenAiChat)]
    [InlineData(ClientTarget.LooseChat)]
    public Task Vectors_in_base64_arrive_as_requested(ClientTarget target) =>
        ExpectAsync(target, "embeddingsBase64", new { vectors = (string[])["AACAPgAAAL8AACBB", "AACAPgAAAL8AAEBA", "AACAPgAAAL8AAEBB"] });

    [Fact]
    public async Task Models_are_listed() =>
        (await ObserveAsync(ClientTarget.OpenAiChat, "models")).GetProperty("ids").EnumerateArray().Select(static id => id.GetString()).ShouldContain("jusInfer-auto");

    [Theory, EveryTarget]
    public Task A_streamed_response_has_numbered_events(ClientTarget target) =>
        ExpectAsync(target, "responses", new { text = Greeting, status = "completed", inOrder = true, input = 100, cached = 40, output = 20 });

    [Theory, EveryTarget]
    public Task A_response_calls_a_tool_and_reads_its_result(ClientTarget target) => ExpectAsync(target, "responsesTools", new { text = Forecast });

    [Theory]
    [InlineData(ClientTarget.OpenAiChat)]
    [InlineData(ClientTarget.AnthropicMessages)]
    [InlineData(ClientTarget.OpenAiResponses)]
    public Task A_response_remembers_the_one_before_it(ClientTarget target) =>
        ExpectAsync(target, "responsesRemember", new { text = "You said first: Say hello to Zoë.", previous = true });

    [Fact]
    public async Task An_unknown_model_is_an_error_with_its_code()
    {
        var error = (await ObserveAsync(ClientTarget.OpenAiChat, "unknownModel")).GetProperty("error");
        (error.GetProperty("status").GetInt32(), error.GetProperty("code").GetString()).ShouldBe((404, "MODEL_NOT_FOUND"));
    }

    [Fact]
    public async Task A_wrong_key_is_an_error_with_its_code()
    {
        var error = (await ObserveAsync(ClientTarget.OpenAiChat, "wrongKey")).GetProperty("error");
        (error.GetProperty("status").GetInt32(), error.GetProperty("code").GetString()).ShouldBe((401, "INVALID_KEY"));
    }

    [Theory, EveryInterruptedTarget]
    [Trait("Promise", "P-25")]
    public Task A_chat_answer_that_is_interrupted_upstream_arrives_as_one_stream(ClientTarget target) => ExpectDespiteInterruptionsAsync(target, "stream", new { text = Greeting, finish = "stop", ids = 1 });

    [Theory, EveryInterruptedTarget]
    [Trait("Promise", "P-25")]
    public Task A_tool_call_that_is_interrupted_upstream_is_run_once(ClientTarget target) => ExpectDespiteInterruptionsAsync(target, "tools", new { text = Forecast });

    [Theory, EveryInterruptedTarget]
    [Trait("Promise", "P-25")]
    public Task A_response_that_is_interrupted_upstream_keeps_its_numbering(ClientTarget target) =>
        ExpectDespiteInterruptionsAsync(target, "responses", new { text = Greeting, status = "completed", inOrder = true });
}
