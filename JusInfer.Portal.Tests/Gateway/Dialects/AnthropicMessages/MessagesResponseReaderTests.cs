using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Upstream;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.AnthropicMessages;

/// <summary>Tests reading streams of Anthropic, however the network splits them, and unstreamed answers.</summary>
public sealed class MessagesResponseReaderTests
{
    private const string Usage = "usage: 100 20";
    private const string UsageAtStart = "usage: 100 1";

    private static readonly Dictionary<string, (string Stream, string[] Lines)> Recorded = new()
    {
        ["text"] = (MessagesWire.TextStream("é \"", "b\n", "😀"), [UsageAtStart, "text: é \\\"b\\n😀", Usage, "finish: Stop"]),
        ["thinking, sealed, and a call"] = (
            MessagesWire.Stream(MessagesWire.Thinking(0, "EqQB+/=", "let me ", "see") + MessagesWire.Text(1, "now") + MessagesWire.Call(2, "toolu_1", "f", "", "{\"a\": ", "1}"), "tool_use"),
            [UsageAtStart, "reasoning: let me see", "seal AnthropicSignature: EqQB+/=", "text: now", "call 0: f toolu_1", "arguments 0: {\\\"a\\\": 1}", Usage, "finish: ToolCalls"]),
        ["thinking that is not shown"] = (
            MessagesWire.Stream(MessagesWire.Thinking(0, "EqQB") + MessagesWire.Text(1, "now")),
            [UsageAtStart, "seal AnthropicSignature: EqQB", "text: now", Usage, "finish: Stop"]),
        ["redacted thinking"] = (
            MessagesWire.Stream(MessagesWire.BlockStart(0, """{"type":"redacted_thinking","data":"EmwK"}""") + MessagesWire.BlockStop(0) + MessagesWire.Text(1, "so")),
            [UsageAtStart, "seal AnthropicRedacted: EmwK", "text: so", Usage, "finish: Stop"]),
        ["parallel calls"] = (
            MessagesWire.Stream(MessagesWire.Call(0, "toolu_1", "f", "{}") + MessagesWire.Call(1, "toolu_2", "g", "{\"b\":", "2}"), "tool_use"),
            [UsageAtStart, "call 0: f toolu_1", "arguments 0: {}", "call 1: g toolu_2", "arguments 1: {\\\"b\\\":2}", Usage, "finish: ToolCalls"]),
        ["calls that overlap"] = (
            MessagesWire.Stream(
                MessagesWire.CallStart(0, "toolu_1", "f") + MessagesWire.CallStart(1, "toolu_2", "g") + MessagesWire.ArgumentsDelta(1, "{\"b\":") + MessagesWire.ArgumentsDelta(0, "{\"a\":1")
                + MessagesWire.ArgumentsDelta(1, "2}") + MessagesWire.ArgumentsDelta(0, "}") + MessagesWire.BlockStop(1) + MessagesWire.BlockStop(0), "end_turn"),
            [UsageAtStart, "call 0: f toolu_1", "call 1: g toolu_2", "arguments 1: {\\\"b\\\":2}", "arguments 0: {\\\"a\\\":1}", Usage, "finish: Stop"]),
        ["arguments in the block itself"] = (
            MessagesWire.Stream(MessagesWire.BlockStart(0, """{"type":"tool_use","id":"toolu_1","name":"f","input":{"a":"\"é"}}""") + MessagesWire.BlockStop(0), "tool_use"),
            [UsageAtStart, "call 0: f toolu_1", "arguments 0: {\\\"a\\\":\\\"\\\\\\\"é\\\"}", Usage, "finish: ToolCalls"]),
        ["a search of the provider's own, with its sources"] = (
            MessagesWire.Stream(
                MessagesWire.BlockStart(0, """{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{}}""") + MessagesWire.ArgumentsDelta(0, "{\"query\":\"x\"}") + MessagesWire.BlockStop(0)
                + MessagesWire.BlockStart(1, """{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[{"type":"web_search_result","url":"https://a","title":"A"}]}""") + MessagesWire.BlockStop(1)
                + MessagesWire.Text(2, "By ") + MessagesWire.BlockStart(3, """{"type":"text","text":"","citations":[]}""")
                + MessagesWire.Delta(3, """{"type":"citations_delta","citation":{"type":"web_search_result_location","url":"https://a","title":"A","encrypted_index":"E","cited_text":"c"}}""")
                + MessagesWire.Delta(3, """{"type":"citations_delta","citation":{"type":"char_location","document_index":0,"start_char_index":0,"end_char_index":5,"cited_text":"c"}}""")
                + MessagesWire.TextDelta(3, "é😀 said") + MessagesWire.BlockStop(3)),
            [UsageAtStart, "text: By é😀 said", """citation: {"type":"url_citation","url_citation":{"start_index":3,"end_index":10,"url":"https://a","title":"A"}}""", Usage, "finish: Stop"]),
        ["pieces of blocks that never began"] = (
            MessagesWire.Stream(
                MessagesWire.Delta(0, """{"type":"thinking_delta","thinking":"hm"}""") + MessagesWire.TextDelta(1, "so ") + MessagesWire.TextDelta(1, "be it")
                + MessagesWire.ArgumentsDelta(2, "{}")),
            [UsageAtStart, "reasoning: hm", "text: so be it", Usage, "finish: Stop"]),
        ["a refusal"] = (MessagesWire.Stream(MessagesWire.Text(0, "I can"), "refusal"), [UsageAtStart, "text: I can", Usage, "finish: Refusal"]),
        ["a stop sequence"] = (MessagesWire.Stream(MessagesWire.Text(0, "a"), "stop_sequence", "\"END\""), [UsageAtStart, "text: a", Usage, "finish: StopSequence"]),
        ["a bound reached"] = (MessagesWire.Stream(MessagesWire.Text(0, "a"), "max_tokens"), [UsageAtStart, "text: a", Usage, "finish: Length"]),
        ["a context that is full"] = (MessagesWire.Stream(MessagesWire.Text(0, "a"), "model_context_window_exceeded"), [UsageAtStart, "text: a", Usage, "finish: Length"]),
        ["a pause of the provider's own tools"] = (MessagesWire.Stream(MessagesWire.Text(0, "a"), "pause_turn"), [UsageAtStart, "text: a", Usage, "finish: Stop"]),
        ["an end without a reason"] = (
            MessagesWire.Start + MessagesWire.Text(0, "a") + MessagesWire.Call(1, "toolu_1", "f", "{}") + MessagesWire.Stop,
            [UsageAtStart, "text: a", "call 0: f toolu_1", "arguments 0: {}", "finish: ToolCalls"]),
        ["what is not known yet"] = (
            MessagesWire.Start + MessagesWire.Event("news", """{"type":"news","index":"x","delta":[1],"content_block":null}""") + MessagesWire.BlockStart(0, """{"type":"hologram","text":"x"}""")
            + MessagesWire.Delta(0, """{"type":"hologram_delta","text":"x"}""") + MessagesWire.BlockStop(0) + MessagesWire.Text(1, "a") + MessagesWire.End() + MessagesWire.Stop,
            [UsageAtStart, "text: a", Usage, "finish: Stop"]),
    };

    public static TheoryData<string> Names => [.. Recorded.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_stream_is_read_identically_however_its_bytes_are_split(string name)
    {
        var (stream, expected) = Recorded[name];
        var bytes = Encoding.UTF8.GetBytes(stream);
        for (var cut = 0; cut < bytes.Length; cut++)
        {
            var sink = new RecordingSink();

            Replay(sink, bytes.AsSpan(0, cut), bytes.AsSpan(cut)).Kind.ShouldBe(EventKind.Ended);

            sink.Joined.ShouldBe(expected, $"cut at byte {cut}");
        }
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Every_line_ending_is_accepted(string end)
    {
        var sink = new RecordingSink();

        Replay(sink, Encoding.UTF8.GetBytes(MessagesWire.TextStream("a", "b").ReplaceLineEndings(end))).Kind.ShouldBe(EventKind.Ended);

        sink.Joined.ShouldBe([UsageAtStart, "text: ab", Usage, "finish: Stop"]);
    }

    [Fact]
    public void An_error_within_a_stream_is_reported_with_its_message()
    {
        var outcome = Replay(new RecordingSink(), Encoding.UTF8.GetBytes(MessagesWire.Start + MessagesWire.Text(0, "a") + MessagesWire.Error()));

        outcome.Kind.ShouldBe(EventKind.Failed);
        (outcome.Error?.Message, outcome.Error?.Code).ShouldBe(("Overloaded", "overloaded_error"));
    }

    [Theory]
    [InlineData("""{"type":"text","text":"a\u00e9","citations":null}""", "end_turn", "text: a\\u00e9|usage: 100 20|finish: Stop")]
    [InlineData("""{"type":"thinking","thinking":"hm","signature":"EqQB"},{"type":"redacted_thinking","data":"EmwK"},{"type":"tool_use","id":"t","name":"f","input":{ "a" : [1.50] }}""", "tool_use",
        "reasoning: hm|seal AnthropicSignature: EqQB|seal AnthropicRedacted: EmwK|call 0: f t|arguments 0: { \\\"a\\\" : [1.50] }|usage: 100 20|finish: ToolCalls")]
    [InlineData("""{"type":"tool_use","id":"t","name":"f","input":{}}""", "tool_use", "call 0: f t|usage: 100 20|finish: ToolCalls")]
    [InlineData("""{"type":"text","text":"x","citations":[{"type":"web_search_result_location","url":"https://a","title":null}]}""", "end_turn",
        """text: x|citation: {"type":"url_citation","url_citation":{"start_index":0,"end_index":1,"url":"https://a","title":""}}|usage: 100 20|finish: Stop""")]
    [InlineData("", "refusal", "usage: 100 20|finish: Refusal")]
    public void A_response_is_read(string content, string stop, string expected)
    {
        var sink = new RecordingSink();

        new MessagesResponseReader().ReadBuffered(Encoding.UTF8.GetBytes(MessagesWire.Message(content, stop)), sink).Kind.ShouldBe(EventKind.Ended);

        string.Join('|', sink.Joined).ShouldBe(expected);
    }

    [Theory]
    [InlineData("{}", "sent a response that is not a message")]
    [InlineData("""{"content":"x"}""", "sent a response that is not a message")]
    [InlineData("""{"type":"error","error":{"type":"api_error","message":"no"}}""", "reported an error")]
    public void A_body_that_is_not_a_message_is_reported(string body, string fault) =>
        new MessagesResponseReader().ReadBuffered(Encoding.UTF8.GetBytes(body), new RecordingSink()).Fault.ShouldBe(fault);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"content":[{"type":"text","text":""")]
    public void A_body_that_is_not_JSON_is_rejected(string body) =>
        Should.Throw<JsonException>(() => new MessagesResponseReader().ReadBuffered(Encoding.UTF8.GetBytes(body), new RecordingSink()));

    /// <summary>Scans the bytes for events and passes the events to the reader.</summary>
    private static EventOutcome Replay(RecordingSink sink, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second = default)
    {
        var reader = new MessagesResponseReader();
        using var input = new PooledBuffer(64);
        input.Append(first);
        var outcome = Drain(reader, input, sink);
        if (outcome.Kind != EventKind.Continues) return outcome;
        input.Append(second);
        return Drain(reader, input, sink);
    }

    private static EventOutcome Drain(MessagesResponseReader reader, PooledBuffer input, RecordingSink sink)
    {
        while (true)
        {
            input.Consume(SseScanner.LeadingLength(input.Span));
            var length = SseScanner.EventLength(input.Span);
            if (length == 0) return EventOutcome.Continues;
            var data = SseScanner.Data(input.Span[..length]);
            var outcome = data.IsEmpty ? EventOutcome.Continues : reader.Read(SseScanner.Name(input.Span[..length]), data, sink);
            input.Consume(length);
            if (outcome.Kind != EventKind.Continues) return outcome;
        }
    }
}
