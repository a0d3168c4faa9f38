using JusInfer.Clients.Infrastructure;

namespace JusInfer.Clients.Sdks;

/// <summary>Google's Gen AI SDK for JavaScript. The scripted provider does not have its dialect, so every target has a gateway.</summary>
[Trait("Promise", "P-27")]
public sealed class GoogleGenAiTests(ClientFixture fixture) : SdkTests(fixture, "google-genai.mjs")
{
    public static TheoryData<ClientTarget> Gateways => [.. ClientTargets.Uninterrupted.Where(static target => target != ClientTarget.NoGateway)];

    [Theory]
    [MemberData(nameof(Gateways))]
    public Task An_answer_has_the_reason_and_the_usage(ClientTarget target) => ExpectAsync(target, "generate", new { text = Greeting, finish = "STOP", input = 100, total = 120 });

    [Theory]
    [MemberData(nameof(Gateways))]
    public async Task An_answer_is_streamed(ClientTarget target)
    {
        var seen = await ExpectAsync(target, "stream", new { text = Greeting, finish = "STOP", total = 120 });
        seen.GetProperty("pieces").GetInt32().ShouldBeGreaterThan(1);
    }

    [Theory]
    [MemberData(nameof(Gateways))]
    public Task A_function_is_run_and_its_response_is_read(ClientTarget target) => ExpectAsync(target, "tools", new { text = Forecast, calls = 1 });

    [Theory]
    [MemberData(nameof(Gateways))]
    public Task A_chat_records_what_is_streamed(ClientTarget target) => ExpectAsync(target, "chat", new { text = Greeting, turns = 4 });

    [Theory]
    [MemberData(nameof(Gateways))]
    public Task A_structured_answer_matches_a_schema_in_Googles_form(ClientTarget target) => ExpectAsync(target, "schema", new { parsed = Person });

    [Theory]
    [MemberData(nameof(Gateways))]
    public Task An_image_arrives_unchanged(ClientTarget target) => ExpectAsync(target, "image", new { text = ImageAnswer });

    [Theory]
    [MemberData(nameof(Gateways))]
    public Task A_document_arrives_unchanged(ClientTarget target) => ExpectAsync(target, "pdf", new { text = DocumentAnswer });

    [Theory]
    [MemberData(nameof(Gateways))]
    public async Task A_value_of_an_enum_is_the_bare_answer(ClientTarget target)
    {
        await ExpectAsync(target, "enum", new { text = "Percussion" });
        await ExpectAsync(target, "enumStream", new { text = "Percussion" });
    }

    [Theory]
    [MemberData(nameof(Gateways))]
    public Task A_structured_answer_has_a_value_of_a_nullable_enum(ClientTarget target) =>
        ExpectAsync(target, "enumJson", new { parsed = new { family = "Percussion" } });

    [Fact]
    public async Task Models_are_listed_and_tokens_are_counted()
    {
        var seen = await ObserveAsync(ClientTarget.OpenAiChat, "models");
        seen.GetProperty("names").EnumerateArray().Select(static name => name.GetString()).ShouldContain("models/jusInfer-auto");
        seen.GetProperty("described").GetString().ShouldBe("models/jusInfer-auto");
        seen.GetProperty("tokens").GetInt32().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task An_unknown_model_is_an_error_with_a_status_and_a_readable_message()
    {
        var error = (await ObserveAsync(ClientTarget.OpenAiChat, "unknownModel")).GetProperty("error");
        error.GetProperty("status").GetInt32().ShouldBe(404);
        error.GetProperty("message").GetString()!.ShouldContain("no model 'nobody/knows-this'");
    }

    [Theory, EveryInterruptedTarget]
    [Trait("Promise", "P-25")]
    public Task A_text_that_is_interrupted_upstream_arrives_as_one_stream(ClientTarget target) =>
        ExpectDespiteInterruptionsAsync(target, "stream", new { text = Greeting, finish = "STOP" });

    [Theory, EveryInterruptedTarget]
    [Trait("Promise", "P-25")]
    public Task A_function_call_that_is_interrupted_upstream_is_run_once(ClientTarget target) => ExpectDespiteInterruptionsAsync(target, "tools", new { text = Forecast, calls = 1 });
}
