using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Gateway.Dialects.AnthropicMessages;

/// <summary>
/// Tests answers of other dialects that are written as Messages: events in the order that clients rely on, or one message.
/// </summary>
public sealed class MessagesWriterTests
{
    private static readonly TokenBuckets Tokens = new() { InputUncached = 60, CacheRead = 30, CacheWrite1h = 10, OutputText = 15, OutputReasoning = 5 };

    [Fact]
    public void A_stream_has_its_events_in_order_and_the_final_usage_at_its_end()
    {
        var stream = Stream(static writer =>
        {
            writer.Reasoning("h"u8);
            writer.Reasoning("m"u8);
            writer.Text("a\\u00e9"u8);
            writer.Finish(FinishReason.Stop);
        });

        stream.Names.ShouldBe(
            "message_start content_block_start content_block_delta content_block_delta content_block_delta content_block_stop content_block_start content_block_delta content_block_stop message_delta message_stop");
        stream.Blocks.ShouldBe(["thinking:hm:jinf.un.", "text:aé"]);
        stream.Start.GetProperty("id").GetString().ShouldStartWith("msg_");
        stream.Start.GetProperty("model").GetString().ShouldBe("test/model");
        stream.Start.GetProperty("content").GetArrayLength().ShouldBe(0);
        stream.Start.GetProperty("stop_reason").ValueKind.ShouldBe(JsonValueKind.Null);
        stream.Start.GetProperty("usage").GetProperty("input_tokens").GetInt64().ShouldBeGreaterThan(0);
        stream.Delta.GetProperty("delta").GetRawText().ShouldBe(
            """{"stop_reason":"end_turn","stop_sequence":null,"stop_details":null,"container":null}""");
        stream.Delta.GetProperty("usage").GetRawText().ShouldBe(
            """{"input_tokens":60,"cache_creation_input_tokens":10,"cache_read_input_tokens":30,"output_tokens":20"""
            + ""","output_tokens_details":{"thinking_tokens":5},"server_tool_use":null}""");
        stream.Delta.GetProperty("x_jusinfer").GetProperty("model").GetString().ShouldBe("test/model");
    }

    /// <summary>SDKs that check required fields fail without them (anthropics/anthropic-sdk-csharp#149).</summary>
    [Fact]
    public void Blocks_messages_and_usage_have_the_fields_that_current_clients_require()
    {
        var stream = Stream(static writer =>
        {
            writer.Text("a"u8);
            writer.ToolCall(0, new ToolCallHead("call_1", "g"));
            writer.Arguments(0, "{}"u8);
            writer.Finish(FinishReason.Stop);
        });

        foreach (var name in (string[])["container", "diagnostics", "stop_details"])
            stream.Start.GetProperty(name).ValueKind.ShouldBe(JsonValueKind.Null);
        var usage = stream.Start.GetProperty("usage");
        usage.GetProperty("cache_creation").GetRawText().ShouldBe("""{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0}""");
        foreach (var name in (string[])["inference_geo", "output_tokens_details", "server_tool_use", "service_tier", "speed"])
            usage.GetProperty(name).ValueKind.ShouldBe(JsonValueKind.Null);
        var blocks = StartsOf(stream);
        blocks[0].GetProperty("citations").ValueKind.ShouldBe(JsonValueKind.Null);
        blocks[1].GetProperty("caller").GetRawText().ShouldBe("""{"type":"direct"}""");
    }

    [Fact]
    public void The_providers_own_caller_and_citations_are_not_written_twice()
    {
        var stream = Stream(static writer =>
        {
            writer.Extension(ExtensionKind.Block, "\"citations\":[]"u8);
            writer.Text("a"u8);
            var caller = "\"caller\":{\"type\":\"code_execution_20250825\",\"tool_id\":\"t\"}"u8.ToArray();
            writer.ToolCall(0, new ToolCallHead("call_1", "g") { Extensions = caller });
            writer.Arguments(0, "{}"u8);
            writer.Finish(FinishReason.Stop);
        });

        var blocks = StartsOf(stream);
        blocks[0].EnumerateObject().Count(static field => field.Name == "citations").ShouldBe(1);
        blocks[1].EnumerateObject().Single(static field => field.Name == "caller").Value.GetProperty("tool_id").GetString().ShouldBe("t");
    }

    [Fact]
    public void Interleaved_tool_calls_become_consecutive_blocks()
    {
        var stream = Stream(static writer =>
        {
            writer.Text("go"u8);
            writer.ToolCall(0, new ToolCallHead("functions.f:0", "f"));
            writer.ToolCall(1, new ToolCallHead("call_1", "g"));
            writer.Arguments(0, "{\\\"a\\\":"u8);
            writer.Arguments(1, "{\\\"b\\\":"u8);
            writer.Arguments(0, "\\\"}\\\\\\\"\\\"}"u8);
            writer.Arguments(1, "2}"u8);
            writer.Text("after"u8);
            writer.Finish(FinishReason.Stop);
        });

        stream.Blocks.ShouldBe(["text:go", "tool_use:jx_ZnVuY3Rpb25zLmY6MA:f:{\"a\":\"}\\\"\"}", "tool_use:call_1:g:{\"b\":2}", "text:after"]);
        stream.StopReason.ShouldBe("tool_use");
    }

    [Fact]
    public void If_the_client_streams_arguments_those_of_the_first_open_call_are_sent_as_they_arrive()
    {
        using var output = new PooledBuffer(64);
        var writer = new MessagesStreamWriter(Asked(stream: true, new CallControls { StreamsToolArguments = true }), output);
        writer.ToolCall(0, new ToolCallHead("a", "f"));
        writer.Arguments(0, "{}"u8);
        writer.ToolCall(1, new ToolCallHead("b", "g"));
        output.Consume(output.Length);

        writer.Arguments(1, "{\\\"x"u8);

        Encoding.UTF8.GetString(output.Span).ShouldBe("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"x\"}}\n\n");
    }

    /// <summary>Anthropic's SDK fails on such arguments, or copies a value that is not an object into the next request, which is rejected.</summary>
    [Theory]
    [InlineData("{ \"a\": 1.50 }", "{ \"a\": 1.50 }")]
    [InlineData("[1]", """{"input":"[1]"}""")]
    [InlineData("null", "{}")]
    [InlineData("[]", "{}")]
    [InlineData("5", """{"input":"5"}""")]
    [InlineData("{bad", """{"input":"{bad"}""")]
    [InlineData(""" "{\"a\":1}" """, """{"a":1}""")]
    [InlineData("  ", "{}")]
    public void Arguments_of_a_call_are_an_object_with_and_without_streaming(string arguments, string expected)
    {
        void Call(IResponseSink writer)
        {
            writer.ToolCall(0, new ToolCallHead("a", "f"));
            writer.Arguments(0, JsonText.From(arguments[..1]).Escaped);
            writer.Arguments(0, JsonText.From(arguments[1..]).Escaped);
            writer.Finish(FinishReason.ToolCalls);
        }

        Stream(Call).Blocks.ShouldBe([$"tool_use:a:f:{expected}"]);
        Whole(Call).GetProperty("content")[0].GetProperty("input").GetRawText().ShouldBe(expected);
    }

    [Fact]
    public void Signatures_are_written_with_their_thinking()
    {
        var stream = Stream(static writer =>
        {
            writer.Signature(new ReasoningSignature(ReasoningSignatureKind.AnthropicRedacted, JsonText.From("EmwK")));
            writer.Reasoning("a"u8);
            writer.Signature(new ReasoningSignature(ReasoningSignatureKind.AnthropicSignature, JsonText.From("EqQB")));
            writer.Reasoning("b"u8);
            writer.Signature(new ReasoningSignature(ReasoningSignatureKind.ResponsesEncrypted, JsonText.From("jinf.r1.gAAA")) { ItemId = "rs_1" });
            writer.Text("so"u8);
            writer.Finish(FinishReason.Stop);
        });

        stream.Blocks.ShouldBe(["redacted_thinking:EmwK", "thinking:a:EqQB", "thinking:b:jinf.r1.gAAA", "text:so"]);
    }

    [Theory]
    [InlineData(FinishReason.Stop, null, "end_turn", null)]
    [InlineData(FinishReason.StopSequence, "END", "stop_sequence", "END")]
    [InlineData(FinishReason.StopSequence, null, "end_turn", null)]
    [InlineData(FinishReason.Length, null, "max_tokens", null)]
    [InlineData(FinishReason.ContentFilter, null, "refusal", null)]
    [InlineData(FinishReason.Refusal, null, "refusal", null)]
    internal void The_finish_reason_becomes_a_stop_reason_of_the_dialect(FinishReason reason, string? sequence, string word, string? expected)
    {
        var delta = Stream(writer =>
        {
            writer.Text("a"u8);
            writer.Finish(reason, sequence);
        }).Delta.GetProperty("delta");

        delta.GetProperty("stop_reason").GetString().ShouldBe(word);
        delta.GetProperty("stop_sequence").GetString().ShouldBe(expected);
    }

    [Fact]
    public void A_refusal_becomes_text_and_the_stop_reason()
    {
        var stream = Stream(static writer =>
        {
            writer.Refusal("I won't"u8);
            writer.Finish(FinishReason.Stop);
        });

        stream.Blocks.ShouldBe(["text:I won't"]);
        stream.StopReason.ShouldBe("refusal");
    }

    [Fact]
    public void An_empty_answer_is_a_message()
    {
        var stream = Stream(static writer => writer.Finish(FinishReason.Stop));

        stream.Names.ShouldBe("message_start message_delta message_stop");
    }

    [Fact]
    public void An_interrupted_stream_ends_with_an_error_event_and_without_the_terminal_marker()
    {
        using var output = new PooledBuffer(64);
        var writer = new MessagesStreamWriter(Asked(stream: true), output);
        writer.Text("a"u8);

        writer.WriteError(GatewayError.Upstream("It died."));

        var stream = MessageStream.Of(Encoding.UTF8.GetString(output.Span));
        stream.Names.ShouldBe("message_start content_block_start content_block_delta error");
        stream.Events[^1].Data.GetProperty("error").GetProperty("type").GetString().ShouldBe("api_error");
        stream.Events[^1].Data.GetProperty("error").GetProperty("message").GetString().ShouldBe("It died.");
    }

    [Fact]
    public void An_unstreamed_answer_is_one_message()
    {
        using var output = new PooledBuffer(64);
        var call = Asked(stream: false);
        var writer = new MessagesBufferedWriter(call, output);
        writer.Reasoning("hm"u8);
        writer.Text("a"u8);
        writer.Text("\\u00e9"u8);
        writer.ToolCall(0, new ToolCallHead("a:b", "f"));
        writer.ToolCall(1, new ToolCallHead("c", "g"));
        writer.Arguments(1, "{\\\"x\\\":1.50}"u8);
        writer.Finish(FinishReason.ToolCalls);
        call.Meter.Report(Tokens, isDisconnected: false);
        writer.End();

        var message = JsonElement.Parse(output.Span);
        message.GetProperty("content").GetRawText().ShouldBe(
            """[{"type":"thinking","thinking":"hm","signature":"jinf.un."},{"type":"text","text":"a\u00e9","citations":null},{"type":"tool_use","id":"jx_YTpi","name":"f","caller":{"type":"direct"},"input":{}},{"type":"tool_use","id":"c","name":"g","caller":{"type":"direct"},"input":{"x":1.50}}]""");
        message.GetProperty("stop_reason").GetString().ShouldBe("tool_use");
        message.GetProperty("type").GetString().ShouldBe("message");
        message.GetProperty("role").GetString().ShouldBe("assistant");
        message.GetProperty("usage").GetProperty("output_tokens").GetInt64().ShouldBe(20);
    }

    [Fact]
    public void A_waiting_client_gets_pings_after_the_start_of_the_message()
    {
        var stream = Stream(static writer =>
        {
            writer.WriteKeepAlive();
            writer.Text("a"u8);
            writer.WriteKeepAlive();
            writer.Text("b"u8);
        });

        stream.Names.ShouldBe(
            "message_start ping content_block_start content_block_delta ping content_block_delta content_block_stop "
            + "message_delta message_stop");
        stream.Text.ShouldBe("ab");
    }

    private static JsonElement[] StartsOf(MessageStream stream)
    {
        var starts = stream.Events.Where(static one => one.Name == "content_block_start");
        return [.. starts.Select(static start => start.Data.GetProperty("content_block"))];
    }

    private static MessageStream Stream(Action<IResponseWriter> write)
    {
        using var output = new PooledBuffer(64);
        var call = Asked(stream: true);
        var writer = new MessagesStreamWriter(call, output);
        write(writer);
        call.Meter.Report(Tokens, isDisconnected: false);
        call.Meter.Finish(isDisconnected: false);
        writer.End();
        var stream = MessageStream.Of(Encoding.UTF8.GetString(output.Span));
        stream.IsDone.ShouldBeTrue();
        return stream;
    }

    private static JsonElement Whole(Action<IResponseWriter> write)
    {
        using var output = new PooledBuffer(64);
        var writer = new MessagesBufferedWriter(Asked(stream: false), output);
        write(writer);
        writer.End();
        return JsonElement.Parse(output.Span);
    }

    private static Call Asked(bool stream, CallControls? controls = null)
    {
        var dialect = new MessagesClientDialect();
        var request = MessagesRequestReader.Read(Encoding.UTF8.GetBytes(stream ? MessagesHost.Streaming("m") : MessagesHost.Asking("m"))).Value;
        return TestCalls.Create(dialect, request, controls: controls);
    }
}
