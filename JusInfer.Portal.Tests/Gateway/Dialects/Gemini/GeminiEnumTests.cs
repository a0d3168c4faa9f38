using System.Text.Json;
using JusInfer.Portal.Tests.Gateway.Conformance;
using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.Gemini;

/// <summary>
/// <c>text/x.enum</c>: the answer is one value without quotes (langchain-ai/langchain-google#521, langchain4j/langchain4j#1741).
/// </summary>
[Trait("Promise", "P-20")]
public sealed class GeminiEnumTests(DialectHost host) : IClassFixture<DialectHost>
{
    private const string Schema = """{"type":"STRING","enum":["Percussion","String \"quoted\""]}""";
    private const string Value = """{"value":"String \"quoted\""}""";

    public static TheoryData<string, bool> Upstreams =>
        [.. from upstream in GeminiUpstreams.Names from streamed in (bool[])[true, false] select (upstream, streamed)];

    [Theory]
    [MemberData(nameof(Upstreams))]
    public async Task A_model_with_a_mode_for_schemas_answers_with_the_bare_value(string upstream, bool streamed)
    {
        var (answer, _) = await AskAsync(upstream, streamed, DialectHost.ModelOf, Text(Value));

        (answer.Text, answer.FinishReason).ShouldBe(("String \"quoted\"", "stop"));
        var sent = host[GeminiUpstreams.Dialect(upstream)].LastRequest;
        sent.Text.ShouldContain("""{"type":"object","properties":{"value":{"type":"string","enum":["Percussion",""");
        (sent.Json.TryGetProperty("stream", out var stream) && stream.GetBoolean()).ShouldBe(streamed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_value_is_one_event_of_a_stream(bool isSse)
    {
        var dialect = GeminiUpstreams.Dialect("openai-chat");
        var path = GeminiBody.Stream(DialectHost.ModelOf(dialect));
        host[dialect].Script(Replies.Sse(ChatSse.Stream("{\"val", "ue\":\"Percussion\"}")));

        var answer = await host.Caller.PostAsync(isSse ? path : path[..^"?alt=sse".Length], Asking(Schema));

        IReadOnlyList<JsonElement> items = isSse ? answer.Chunks : [.. JsonElement.Parse(answer.Body).EnumerateArray()];
        items.SelectMany(static item => item.Parts()).Select(static part => part.GetProperty("text").GetString())
            .ShouldBe(["Percussion", ""]);
    }

    [Theory]
    [MemberData(nameof(Upstreams))]
    public async Task A_model_without_a_mode_answers_with_the_bare_value(string upstream, bool streamed)
    {
        var call = new ModelAnswer { Calls = [new ToolUse("call_1", "jusinfer_answer", Value)], FinishReason = "tool_calls" };

        (await AskAsync(upstream, streamed, DialectHost.ModelWithoutJson, call)).Answer.Text.ShouldBe("String \"quoted\"");
        var text = Text($"It is:\n{Value}");
        (await AskAsync(upstream, streamed, DialectHost.ModelWithoutJson, text)).Answer.Text.ShouldBe("String \"quoted\"");
    }

    [Theory]
    [MemberData(nameof(Upstreams))]
    public async Task A_value_that_is_not_in_the_enum_is_corrected(string upstream, bool streamed)
    {
        var (answer, _) = await AskAsync(
            upstream, streamed, DialectHost.ModelWithoutJson, Text("""{"value":"Brass"}"""), Text("""{"value":"Percussion"}"""));

        answer.Text.ShouldBe("Percussion");
        host[GeminiUpstreams.Dialect(upstream)].Requests.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("\"Percussion\"", "Percussion")]
    [InlineData("Percussion", "Percussion")]
    [InlineData("```json\n{\"value\":\"Percussion\"}\n```", "Percussion")]
    [InlineData("{\"instrument\":\"Drum\"}", "{\"instrument\":\"Drum\"}")]
    public async Task An_answer_in_another_form_is_read_as_far_as_possible(string text, string value)
    {
        foreach (var streamed in (bool[])[true, false])
            (await AskAsync("openai-chat", streamed, DialectHost.ModelOf, Text(text))).Answer.Text.ShouldBe(value);
    }

    [Theory]
    [MemberData(nameof(Upstreams))]
    public async Task A_truncated_answer_passes(string upstream, bool streamed)
    {
        var truncated = Text("""{"value":"Per""") with { FinishReason = "length" };

        var (answer, _) = await AskAsync(upstream, streamed, DialectHost.ModelOf, truncated);

        (answer.Text, answer.FinishReason).ShouldBe(("""{"value":"Per""", "length"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_refusal_passes(bool streamed)
    {
        var (answer, _) = await AskAsync("openai-chat", streamed, DialectHost.ModelOf, new ModelAnswer { Refusal = "I cannot." });

        answer.Text.ShouldBe("I cannot.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Numbers_are_values_too(bool streamed)
    {
        var body = Asking("""{"type":"INTEGER","enum":["1","5"]}""");

        var (answer, _) = await host.AskAsync(
            "openai-chat", streamed, DialectHost.ModelOf(GeminiUpstreams.Dialect("openai-chat")), body, Text("""{"value":5}"""));

        answer.Text.ShouldBe("5");
    }

    [Theory]
    [InlineData(
        "\"responseMimeType\":\"text/x.enum\"", "generationConfig.responseSchema",
        "which requires 'generationConfig.responseSchema'")]
    [InlineData(
        "\"responseMimeType\":\"text/x.enum\",\"responseSchema\":{\"type\":\"STRING\"}", "generationConfig.responseSchema",
        "'generationConfig.responseSchema' has no enum")]
    [InlineData(
        "\"response_mime_type\":\"text/x.enum\",\"response_schema\":{\"type\":\"STRING\",\"enum\":[]}", "generationConfig.response_schema",
        "'generationConfig.response_schema' has no enum")]
    public async Task Without_an_enum_it_is_rejected(string config, string path, string problem)
    {
        foreach (var streamed in (bool[])[true, false])
        {
            var (_, response) = await host.AskAsync(
                "openai-chat", streamed, DialectHost.ModelOf(GeminiUpstreams.Dialect("openai-chat")), Configured(config));

            response.ShouldBe(400, "INVALID_REQUEST");
            response.Message.ShouldContain(problem);
            response.Error.GetProperty("details")[0].GetProperty("metadata").GetProperty("param").GetString().ShouldBe(path);
        }
    }

    private static ModelAnswer Text(string text) => new() { Text = text };

    private static string Asking(string schema) => Configured($"\"responseMimeType\":\"text/x.enum\",\"responseSchema\":{schema}");

    private static string Configured(string config) =>
        "{\"contents\":[{\"parts\":[{\"text\":\"What is a drum?\"}]}],\"generationConfig\":{" + config + "}}";

    private Task<(ModelAnswer Answer, GatewayAnswer Response)> AskAsync(
        string upstream, bool streamed, Func<ITestDialect, string> model, params ModelAnswer[] answers) =>
        host.AskAsync(upstream, streamed, model(GeminiUpstreams.Dialect(upstream)), Asking(Schema), answers);
}
