using JusInfer.Clients.Infrastructure;

namespace JusInfer.Clients.Sdks;

/// <summary>Ollama's client for JavaScript. The scripted provider does not have its dialect, so every target has a gateway.</summary>
[Trait("Promise", "P-27")]
public sealed class OllamaTests(ClientFixture fixture) : SdkTests(fixture, "ollama.mjs")
{
    public static TheoryData<ClientTarget> Gateways => [ClientTarget.OpenAiChat, ClientTarget.AnthropicMessages, ClientTarget.OpenAiResponses, ClientTarget.LooseChat];

    [Theory]
    [MemberData(nameof(Gateways))]
    public Task An_unstreamed_chat_answer_has_counts(ClientTarget target) => ExpectAsync(target, "chat", new { text = Greeting, finish = "stop", input = 100, output = 20 });

    [Theory]
    [MemberData(nameof(Gateways))]
    public async Task A_chat_answer_is_streamed(ClientTarget target)
    {
        var seen = await ExpectAsync(target, "stream", new { text = Greeting, finish = "stop", output = 20 });
        seen.GetProperty("pieces").GetInt32().ShouldBeGreaterThan(1);
    }

    [Theory]
    [MemberData(nameof(Gateways))]
    public Task A_generation_is_streamed(ClientTarget target) => ExpectAsync(target, "generate", new { text = Greeting, finish = "stop", output = 20 });

    [Theory]
    [MemberData(nameof(Gateways))]
    public Task A_tool_is_run_and_its_result_is_read(ClientTarget target) => ExpectAsync(target, "tools", new { text = Forecast, calls = 1 });

    [Theory]
    [MemberData(nameof(Gateways))]
    public Task A_structured_answer_matches_the_requested_schema(ClientTarget target) => ExpectAsync(target, "format", new { parsed = Person });

    [Theory]
    [MemberData(nameof(Gateways))]
    public Task An_image_arrives_unchanged(ClientTarget target) => ExpectAsync(target, "image", new { text = ImageAnswer });

    [Theory]
    [MemberData(nameof(Gateways))]
    public Task A_structured_answer_is_one_of_the_values_of_an_enum(ClientTarget target) =>
        ExpectAsync(target, "formatEnum", new { parsed = new { mood = "calm" } });

    [Theory]
    [InlineData(ClientTarget.OpenAiChat)]
    [InlineData(ClientTarget.LooseChat)]
    public async Task Every_text_gets_its_own_vector(ClientTarget target)
    {
        await ExpectAsync(target, "embed", new { vectors = Vectors, input = 4 });
        await ExpectAsync(target, "embedOne", new { vectors = (double[][])[Vectors[0], Vectors[0]] });
    }

    [Fact]
    public async Task Models_are_listed_and_described_without_a_key()
    {
        var seen = await ObserveAsync(ClientTarget.OpenAiChat, "models");
        seen.GetProperty("names").EnumerateArray().Select(static name => name.GetString()).ShouldContain("jusInfer-auto");
        seen.GetProperty("capabilities").EnumerateArray().Select(static name => name.GetString()).ShouldContain("tools");
    }

    [Fact]
    public async Task An_unknown_model_is_an_error_with_a_readable_message()
    {
        var error = (await ObserveAsync(ClientTarget.OpenAiChat, "unknownModel")).GetProperty("error");
        error.GetProperty("message").GetString()!.ShouldContain("no model 'nobody/knows-this'");
    }

    [Theory, EveryInterruptedTarget("stream", "generate")]
    [Trait("Promise", "P-25")]
    public Task A_text_that_is_interrupted_upstream_arrives_as_one_stream(ClientTarget target, string scenario) =>
        ExpectDespiteInterruptionsAsync(target, scenario, new { text = Greeting, finish = "stop" });

    [Theory, EveryInterruptedTarget]
    [Trait("Promise", "P-25")]
    public Task A_tool_call_that_is_interrupted_upstream_is_run_once(ClientTarget target) => ExpectDespiteInterruptionsAsync(target, "tools", new { text = Forecast, calls = 1 });
}
