using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.AnthropicMessages;

/// <summary>Tests that a Messages stream interrupted after any event can be continued, so that the client receives one complete stream.</summary>
[Trait("Promise", "P-25")]
public sealed class MessagesContinuationTests
{
    private const string Unsealed = "jinf.un.";

    private static readonly Dictionary<string, string> Streams = new()
    {
        ["text"] = MessagesWire.TextStream("Grüße, ", "\"Welt\" 😀\n"),
        ["two texts"] = MessagesWire.Stream(MessagesWire.Text(0, "a") + MessagesWire.Ping + MessagesWire.Text(1, "b", "c")),
        ["a thought and text"] = MessagesWire.Stream(MessagesWire.Thinking(0, "c2ln", "hm ", "so") + MessagesWire.Text(1, "a", "b")),
        ["a redacted thought and text"] = MessagesWire.Stream(MessagesWire.BlockStart(0, """{"type":"redacted_thinking","data":"c2ln"}""") + MessagesWire.BlockStop(0) + MessagesWire.Text(1, "a", "b")),
        ["text and calls"] = MessagesWire.Stream(
            MessagesWire.Text(0, "I ", "will.") + MessagesWire.Call(1, "toolu_1", "look", "{\"at\":", "1}") + MessagesWire.Call(2, "toolu_2", "look", "{}"), "tool_use"),
        ["a thought and a call, then text"] = MessagesWire.Stream(
            MessagesWire.Thinking(0, "c2ln", "hm") + MessagesWire.Call(1, "toolu_1", "look", "{\"at\":", "1}") + MessagesWire.Text(2, "Done."), "tool_use"),
    };

    public static TheoryData<string> Names => [.. Streams.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_stream_continued_after_any_event_is_complete_for_a_strict_client(string name)
    {
        var events = RelayStage.Events(Streams[name]);
        var whole = MessageStream.Of(Streams[name]);
        for (var cut = 0; cut <= events.Length; cut++)
        {
            using var stage = Stage();
            stage.Take(events[..cut]);
            if (stage.IsOver) break;
            var received = stage.TakeOutput();
            stage.Call.Transcript.Read().ShouldBe(TextOf(received), $"cut at {cut}");
            stage.Call.Transcript.HasUnresumable.ShouldBeFalse();

            var stream = MessageStream.Of(received + stage.Continue(Rest(stage, whole)));

            stream.Text.ShouldBe(whole.Text);
            Calls(stream).ShouldBe(Calls(whole));
            stream.StopReason.ShouldBe(whole.StopReason);
            stream.Events.Count(static item => item.Name == "message_start").ShouldBe(1);
            stream.Events.Count(static item => item.Name is "message_delta").ShouldBe(1);
            stream.IsDone.ShouldBeTrue();
            stream.Blocks.Where(static block => block.StartsWith("thinking:", StringComparison.Ordinal))
                .ShouldAllBe(static block => block.EndsWith(":c2ln", StringComparison.Ordinal) || block.EndsWith($":{Unsealed}", StringComparison.Ordinal));
            if (cut > 0) stream.Start.GetProperty("id").GetString().ShouldBe("msg_upstream");
        }
    }

    [Fact]
    public void An_open_text_block_is_continued()
    {
        using var stage = Stage();
        stage.Take(RelayStage.Events(MessagesWire.Start + MessagesWire.BlockStart(0, """{"type":"text","text":"a"}""") + MessagesWire.TextDelta(0, "b")));
        stage.TakeOutput();
        stage.Call.Transcript.Read().ShouldBe("ab");

        stage.Continue(static sink => sink.Text("c"u8)).ShouldStartWith("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"c\"}}\n\n");
    }

    [Fact]
    public void Adding_text_to_the_transcript_allocates_no_memory()
    {
        using var stage = Stage();
        stage.Take(RelayStage.Events(MessagesWire.Start + MessagesWire.BlockStart(0, """{"type":"text","text":""}""")));

        stage.CostOf(MessagesWire.TextDelta(0, "so")).ShouldBe(0);

        stage.Call.Transcript.Read().ShouldBe("sososososo");
    }

    [Fact]
    public void An_open_thinking_block_is_signed_and_closed_before_the_text()
    {
        using var stage = Stage();
        stage.Take(RelayStage.Events(MessagesWire.Start + MessagesWire.BlockStart(0, """{"type":"thinking","thinking":"","signature":""}""") + MessagesWire.Delta(0, """{"type":"thinking_delta","thinking":"hm"}""")));
        var received = stage.TakeOutput();
        stage.Call.Transcript.HasReasoning.ShouldBeTrue();

        var stream = MessageStream.Of(received + stage.Continue(static sink => sink.Text("c"u8)));

        stream.Blocks.ShouldBe([$"thinking:hm:{Unsealed}", "text:c"]);
    }

    [Theory]
    [InlineData("""{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{}}""")]
    [InlineData("""{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[]}""")]
    [InlineData("""{"type":"never_heard_of"}""")]
    public void Content_that_no_other_model_can_continue_is_recognized(string block)
    {
        using var stage = Stage();

        stage.Take(RelayStage.Events(MessagesWire.Start + MessagesWire.BlockStart(0, block)));

        stage.Call.Transcript.HasUnresumable.ShouldBeTrue();
    }

    [Fact]
    public void A_tool_call_whose_arguments_are_streamed_cannot_be_continued()
    {
        using var stage = Stage(new CallControls { StreamsToolArguments = true });

        stage.Take(RelayStage.Events(MessagesWire.Start + MessagesWire.CallStart(0, "toolu_1", "look") + MessagesWire.ArgumentsDelta(0, "{")));

        stage.Call.Transcript.HasToolCalls.ShouldBeFalse();
        stage.Call.Transcript.HasUnresumable.ShouldBeTrue();
    }

    [Fact]
    public void A_client_that_waits_for_tool_calls_gets_pings()
    {
        using var stage = Stage();
        stage.Take(RelayStage.Events(MessagesWire.Start + MessagesWire.CallStart(0, "toolu_1", "look")));
        stage.TakeOutput();

        stage.WriteKeepAlive(isLong: false).ShouldBe("event: ping\ndata: {\"type\":\"ping\"}\n\n");
        stage.WriteKeepAlive(isLong: true).ShouldBe("event: ping\ndata: {\"type\":\"ping\"}\n\n");

        stage.Call.Transcript.Announced.ShouldBeNull();
    }

    private static RelayStage Stage(CallControls? controls = null)
    {
        var dialect = new MessagesClientDialect();
        var request = MessagesRequestReader.Read(Encoding.UTF8.GetBytes(MessagesHost.Streaming("m"))).Value;
        return new RelayStage(TestCalls.Create(dialect, request, controls: controls), static (call, output, deadline) => Relays.OfMessages(call, output, deadline, TimeProvider.System));
    }

    /// <summary>Writes the part of the answer that the client has not received.</summary>
    private static Action<IResponseSink> Rest(RelayStage stage, MessageStream whole) => sink =>
    {
        sink.Reasoning(default);
        var number = 0;
        var left = whole.Text[stage.Call.Transcript.Read().Length..];
        sink.Text(JsonEncodedText.Encode(left).EncodedUtf8Bytes);
        foreach (var call in Calls(whole).Select(static call => call.Split(':', 4)))
        {
            sink.ToolCall(number, new ToolCallHead(call[1], call[2]));
            sink.Arguments(number++, JsonEncodedText.Encode(call[3]).EncodedUtf8Bytes);
        }

        sink.Finish(number > 0 ? FinishReason.ToolCalls : FinishReason.Stop);
    };

    private static IEnumerable<string> Calls(MessageStream stream) => stream.Blocks.Where(static block => block.StartsWith("tool_use:", StringComparison.Ordinal));

    private static string TextOf(string received) => received.Length == 0 ? "" : MessageStream.Of(received).Text;
}
