using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Upstream;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Tests.TestKit.Builders;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;

/// <summary>Tests conversations that are written as requests for a response that the provider does not store.</summary>
public sealed class ResponsesRequestWriterTests
{
    private const string User = """{"role":"user","content":"x"}""";

    [Theory]
    [InlineData("""{"role":"system","content":"s"}""", """{"type":"message","role":"system","content":[{"type":"input_text","text":"s"}]}""")]
    [InlineData("""{"role":"developer","content":"d"}""", """{"type":"message","role":"developer","content":[{"type":"input_text","text":"d"}]}""")]
    [InlineData("""{"role":"user","content":[{"type":"text","text":"a\u00e9"},{"type":"image_url","image_url":{"url":"https://a/b.png","detail":"low"}}]}""", """{"type":"message","role":"user","content":[{"type":"input_text","text":"a\u00e9"},{"type":"input_image","image_url":"https://a/b.png","detail":"low"}]}""")]
    [InlineData("""{"role":"user","content":[{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,AAAA"}}]}""", """{"type":"message","role":"user","content":[{"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,AAAA"}]}""")]
    [InlineData("""{"role":"assistant","content":"so","reasoning_content":"hm"}""", """{"type":"message","role":"assistant","content":[{"type":"output_text","text":"so"}]}""")]
    [InlineData("""{"role":"user","content":""}""", """{"type":"message","role":"user","content":[{"type":"input_text","text":""}]}""")]
    [InlineData("""{"role":"user","content":null}""", """{"type":"message","role":"user","content":[{"type":"input_text","text":""}]}""")]
    [InlineData("""{"role":"assistant","refusal":"no"}""", """{"type":"message","role":"assistant","content":[{"type":"refusal","refusal":"no"}]}""")]
    public void Every_kind_of_message_is_written_as_an_item(string message, string item) => Items(Write([message])).ShouldBe([item]);

    [Fact]
    public void Calls_and_their_results_are_written_as_items()
    {
        var written = Write([
            """{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{\"x\":1}"}},{"id":"b","type":"custom","custom":{"name":"patch","input":"***"}}]}""",
            """{"role":"tool","tool_call_id":"a","content":[{"type":"text","text":"one"},{"type":"image_url","image_url":{"url":"https://a/b.png"}}]}""",
            """{"role":"tool","tool_call_id":"b","content":"two"}"""]);

        Items(written).ShouldBe([
            """{"type":"function_call","call_id":"a","name":"f","arguments":"{\"x\":1}"}""",
            """{"type":"custom_tool_call","call_id":"b","name":"patch","input":"***"}""",
            """{"type":"function_call_output","call_id":"a","output":[{"type":"input_text","text":"one"},{"type":"input_image","image_url":"https://a/b.png","detail":"auto"}]}""",
            """{"type":"custom_tool_call_output","call_id":"b","output":"two"}"""]);
    }

    [Fact]
    public void Encrypted_reasoning_is_sent_only_to_providers_of_the_dialect()
    {
        WrittenThought(ReasoningSignatureKind.ResponsesEncrypted).ShouldBe(["""{"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"hm"}],"encrypted_content":"gAAA"}"""]);
        WrittenThought(ReasoningSignatureKind.AnthropicSignature).ShouldBeEmpty();
    }

    [Fact]
    public void Tools_are_flat_and_not_strict_by_default()
    {
        var written = Write([User], """
            ,"tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{ "z":1, "type":"object","properties":{} }}},{"type":"function","function":{"name":"g","strict":true}},
              {"type":"custom","custom":{"name":"patch","format":{"type":"grammar","grammar":{"syntax":"lark","definition":"start: x"}}}}],
            "tool_choice":{"type":"function","function":{"name":"f"}},"parallel_tool_calls":false
            """);

        written.GetProperty("tools").EnumerateArray().Select(static tool => tool.GetRawText()).ShouldBe([
            """{"type":"function","name":"f","description":"d","parameters":{ "z":1, "type":"object","properties":{} },"strict":false}""",
            """{"type":"function","name":"g","parameters":{"type":"object","properties":{}},"strict":true}""",
            """{"type":"custom","name":"patch","format":{"type":"grammar","syntax":"lark","definition":"start: x"}}"""]);
        written.GetProperty("tool_choice").GetRawText().ShouldBe("""{"type":"function","name":"f"}""");
        written.GetProperty("parallel_tool_calls").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public void All_other_supported_settings_are_written()
    {
        var written = Write([User], """
            ,"stream":true,"max_tokens":3,"temperature":0.50,"top_p":1e0,"reasoning_effort":"high","verbosity":"low","user":"ann","prompt_cache_key":"k",
            "prompt_cache_retention":"24h",
            "logprobs":true,"top_logprobs":2,"response_format":{"type":"json_schema","json_schema":{"name":"n","strict":true,"schema":{"z":1,"maximum":18446744073709551615}}}
            """);

        written.GetProperty("model").GetString().ShouldBe("upstream-name");
        written.GetProperty("stream").GetBoolean().ShouldBeTrue();
        written.GetProperty("store").GetBoolean().ShouldBeFalse();
        written.GetProperty("include").GetRawText().ShouldBe("""["reasoning.encrypted_content","message.output_text.logprobs"]""");
        written.GetProperty("max_output_tokens").GetInt32().ShouldBe(16);
        written.GetProperty("temperature").GetRawText().ShouldBe("0.50");
        written.GetProperty("top_p").GetRawText().ShouldBe("1e0");
        written.GetProperty("top_logprobs").GetInt32().ShouldBe(2);
        written.GetProperty("reasoning").GetProperty("effort").GetString().ShouldBe("high");
        written.GetProperty("text").GetRawText().ShouldBe("""{"format":{"type":"json_schema","name":"n","strict":true,"schema":{"z":1,"maximum":18446744073709551615}},"verbosity":"low"}""");
        written.GetProperty("user").GetString().ShouldBe("ann");
        written.GetProperty("prompt_cache_key").GetString().ShouldBe("k");
        written.GetProperty("prompt_cache_retention").GetString().ShouldBe("24h");
    }

    [Theory]
    [InlineData(0, "none")]
    [InlineData(4096, "low")]
    [InlineData(4097, "medium")]
    [InlineData(10240, "medium")]
    [InlineData(10241, "high")]
    public void A_thinking_budget_means_the_same_effort_at_every_upstream(int tokens, string effort) =>
        Write([User], $$""","reasoning":{"max_tokens":{{tokens}}}""").GetProperty("reasoning").GetProperty("effort").GetString().ShouldBe(effort);

    [Theory]
    [InlineData("gpt-5", "none", "minimal", false)]
    [InlineData("gpt-5", "xhigh", "high", false)]
    [InlineData("gpt-5.4-mini", "none", "none", true)]
    [InlineData("gpt-5.4-mini", "max", "xhigh", false)]
    [InlineData("some-model", "max", "xhigh", true)]
    public void A_reasoning_model_receives_what_its_generation_supports(string model, string asked, string effort, bool samples)
    {
        var written = Write([User], $",\"reasoning_effort\":\"{asked}\",\"temperature\":0,\"top_p\":0.5,\"logprobs\":true,\"top_logprobs\":1", model);

        written.GetProperty("reasoning").GetProperty("effort").GetString().ShouldBe(effort);
        foreach (var field in (string[])["temperature", "top_p", "top_logprobs"]) written.TryGetProperty(field, out _).ShouldBe(samples);
        written.GetProperty("include").GetArrayLength().ShouldBe(samples ? 2 : 1);
    }

    [Fact]
    public void A_schema_in_json_object_is_used() =>
        Write([User], ",\"response_format\":{\"type\":\"json_object\",\"schema\":{\"a\":1}}").GetProperty("text").GetProperty("format").GetRawText()
            .ShouldBe("""{"type":"json_schema","name":"response","schema":{"a":1}}""");

    [Fact]
    public void Several_choices_are_rejected() =>
        Should.Throw<RequestFault>(() => Write([User], ",\"n\":2")).Error.Param.ShouldBe("n");

    private static IEnumerable<string> WrittenThought(ReasoningSignatureKind kind)
    {
        using var conversation = ChatConversationReader.Read(Encoding.UTF8.GetBytes($$"""{"model":"a","messages":[{{User}}]}"""));
        var thought = new Part.Reasoning(JsonText.From("hm"), new ReasoningSignature(kind, JsonText.From("gAAA")) { ItemId = "rs_1" });
        return Items(Write(conversation with { Turns = [new Turn(TurnRole.Assistant, [thought], "messages[0]")] }, "{\"model\":\"a\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}"));
    }

    private static JsonElement Write(string[] messages, string fields = "", string model = "upstream-name")
    {
        var body = $$"""{"model":"a","messages":[{{string.Join(',', messages)}}]{{fields}}}""";
        using var conversation = ChatConversationReader.Read(Encoding.UTF8.GetBytes(body));
        return Write(conversation, body, model);
    }

    private static JsonElement Write(Conversation conversation, string body, string model = "upstream-name")
    {
        var call = TestCalls.Create(new ChatClientDialect(), ChatRequestReader.Read(Encoding.UTF8.GetBytes(body)).Value, upstream: model);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true })) ResponsesRequestWriter.Write(writer, conversation, call);
        return JsonElement.Parse(buffer.ToArray());
    }

    private static IEnumerable<string> Items(JsonElement written) => written.GetProperty("input").EnumerateArray().Select(static item => item.GetRawText());
}
