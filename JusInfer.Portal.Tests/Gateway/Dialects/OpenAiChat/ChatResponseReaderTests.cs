using System.Text;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Upstream;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Tests.TestKit.Fakes;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiChat;

/// <summary>Tests reading answers of Chat Completions in all forms that providers send.</summary>
public sealed class ChatResponseReaderTests
{
    [Theory]
    [InlineData("""{"role":"assistant","content":""}""", "")]
    [InlineData("""{"content":"a\u00e9\n"}""", "text: a\\u00e9\\n")]
    [InlineData("""{"content":null,"reasoning_content":"hm"}""", "reasoning: hm")]
    [InlineData("""{"content":"so","reasoning":"hm"}""", "reasoning: hm|text: so")]
    [InlineData("""{"reasoning":"hm","reasoning_content":"hm","reasoning_details":[{"type":"a"}]}""",
        """reasoning: hm|seal ReasoningDetails: [{\"type\":\"a\"}]""")]
    [InlineData("""{"reasoning_details":[{"summary":"hm"},{"data":"x"}]}""",
        """reasoning: hm|seal ReasoningDetails: [{\"summary\":\"hm\"},{\"data\":\"x\"}]""")]
    [InlineData("""{"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]},{"type":"text","text":"so"}]}""", "reasoning: hm|text: so")]
    [InlineData("""{"content":[{"type":"thinking","thinking":"hm"},"so",{"type":"reference","reference_ids":[1]}]}""", "reasoning: hm|text: so")]
    [InlineData("""{"refusal":"no"}""", "refusal: no")]
    [InlineData("""{"annotations":[{"type":"url_citation","url_citation":{"url":"https://a"}}]}""", """citation: {"type":"url_citation","url_citation":{"url":"https://a"}}""")]
    [InlineData("""{"tool_calls":[{"index":1,"id":"a","type":"function","function":{"name":"f","arguments":"{\""}}]}""", "call 1: f a|arguments 1: {\\\"")]
    [InlineData("""{"tool_calls":[{"index":0,"function":{"arguments":"x"}}]}""", "arguments 0: x")]
    [InlineData("""{"tool_calls":[{"function":{"arguments":{"x":"y"},"name":"f"},"id":"a"}]}""", """call -1: f a|arguments -1: {\"x\":\"y\"}""")]
    [InlineData("""{"tool_calls":[{"index":null,"id":null,"function":{"name":null,"arguments":null}}]}""", "")]
    [InlineData("""{"tool_calls":{"id":"a","function":{"name":"f","arguments":"{}"}}}""", "call -1: f a|arguments -1: {}")]
    [InlineData("""{"tool_calls":[{"index":0,"id":"a","type":"custom","custom":{"name":"patch","input":"***"}}]}""", "call 0: patch a custom|arguments 0: ***")]
    [InlineData("""{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"},"extra_content":{"google":{"thought_signature":"s"}}}]}""", """call 0: f a {"google":{"thought_signature":"s"}}|arguments 0: {}""")]
    [InlineData("""{"function_call":{"name":"f","arguments":"{}"}}""", "call 0: f |arguments 0: {}")]
    [InlineData("null", "")]
    public void The_content_of_a_delta_is_reported_in_order(string delta, string expected)
    {
        var sink = new RecordingSink();

        Reader().Read(default, Bytes($$"""{"choices":[{"index":0,"delta":{{delta}},"finish_reason":null}]}"""), sink).Kind.ShouldBe(EventKind.Continues);

        string.Join('|', sink.Lines).ShouldBe(expected);
    }

    [Theory]
    [InlineData("stop", FinishReason.Stop)]
    [InlineData("eos", FinishReason.Stop)]
    [InlineData("STOP", FinishReason.Stop)]
    [InlineData("length", FinishReason.Length)]
    [InlineData("MAX_TOKENS", FinishReason.Length)]
    [InlineData("model_length", FinishReason.Length)]
    [InlineData("tool_calls", FinishReason.ToolCalls)]
    [InlineData("function_call", FinishReason.ToolCalls)]
    [InlineData("content_filter", FinishReason.ContentFilter)]
    [InlineData("SAFETY", FinishReason.ContentFilter)]
    internal void Every_finish_reason_is_recognized(string word, FinishReason reason)
    {
        var sink = new RecordingSink();
        var reader = Reader();

        // The finish reason precedes the text on the wire, but the text is reported first.
        reader.Read(default, Bytes($$"""{"choices":[{"finish_reason":"{{word}}","delta":{"content":"x"},"index":0}]}"""), sink);
        reader.Read(default, "[DONE]"u8, sink).Kind.ShouldBe(EventKind.Ended);

        sink.Lines.ShouldBe(["text: x", $"finish: {reason}"]);
    }

    [Theory]
    [InlineData("""{"error":{"message":"overloaded"}}""", "overloaded")]
    [InlineData("""{"error":"overloaded","choices":[]}""", "overloaded")]
    [InlineData("""{"object":"error","message":"overloaded","code":500}""", "overloaded")]
    [InlineData("""{"choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}],"error":{"message":"overloaded"}}""", "overloaded")]
    [InlineData("""{"choices":[{"index":0,"delta":{},"finish_reason":"network_error"}]}""", null)]
    public void An_error_in_a_chunk_is_a_failure(string chunk, string? quote)
    {
        var outcome = Reader().Read(default, Bytes(chunk), new RecordingSink());

        outcome.Kind.ShouldBe(EventKind.Failed);
        (outcome.Error?.Message).ShouldBe(quote);
    }

    [Theory]
    [InlineData("""{"error":null,"choices":[]}""")]
    [InlineData("""{"choices":null}""")]
    [InlineData("""{"choices":[null,7]}""")]
    [InlineData("""{"type":"ping"}""")]
    [InlineData("""{"choices":[{"index":1,"delta":{"content":"another"},"finish_reason":"stop"}]}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{},"finish_reason":""}]}""")]
    public void Chunks_without_content_are_ignored(string chunk)
    {
        var sink = new RecordingSink();

        Reader().Read(default, Bytes(chunk), sink).Kind.ShouldBe(EventKind.Continues);

        sink.Lines.ShouldBeEmpty();
    }

    [Fact]
    public void Usage_is_reported_wherever_it_is_in_the_chunk()
    {
        var sink = new RecordingSink();

        Reader().Read(default, """{"usage":{"prompt_tokens":5,"completion_tokens":2},"choices":[]}"""u8, sink);
        var reader = Reader();
        reader.Read(
            default,
            """{"choices":[{"index":0,"delta":{},"finish_reason":"stop","usage":{"prompt_tokens":6,"completion_tokens":3}}]}"""u8,
            sink);
        reader.EndStream(isClean: true, sink);

        sink.Lines.ShouldBe(["usage: 5 2", "usage: 6 3", "finish: Stop"]);
    }

    [Fact]
    public void An_unstreamed_completion_is_reported_like_a_stream()
    {
        var sink = new RecordingSink();

        var outcome = Reader().ReadBuffered("""
            {"id":"x","choices":[{"index":0,"logprobs":{"content":[]},"message":{"role":"assistant","reasoning_content":"hm","content":"so","refusal":null,
            "tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"b","type":"function","function":{"name":"g","arguments":{}}}]},
            "finish_reason":"tool_calls"}],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}
            """u8, sink);

        outcome.Kind.ShouldBe(EventKind.Ended);
        sink.Lines.ShouldBe(["logprobs: {\"content\":[]}", "reasoning: hm", "text: so", "call 0: f a", "arguments 0: {}", "call 1: g b", "arguments 1: {}", "finish: ToolCalls", "usage: 5 2"]);
    }

    [Theory]
    [InlineData("""{"choices":[]}""")]
    [InlineData("""{}""")]
    [InlineData("""{"error":{"message":"no"}}""")]
    public void A_body_without_a_choice_is_rejected(string body) =>
        Reader().ReadBuffered(Bytes(body), new RecordingSink()).Kind.ShouldBe(EventKind.Failed);

    private static ChatResponseReader Reader() => new();

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
