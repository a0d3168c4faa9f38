using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.AnthropicMessages;

/// <summary>Wherever a Messages stream breaks off, what is known of it is enough to bring it to its end as if it had been one.</summary>
[Trait("Promise", "P-25")]
public sealed class MessagesSuccessorTests
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
    public void A_strict_client_does_not_see_where_another_went_on(string name)
    {
        var events = RelayStage.Events(Streams[name]);
        var whole = MessageStream.Of(Streams[name]);
        for (var cut = 0; cut <= events.Length; cut++)
        {
            using var stage = Stage();
            stage.Take(events[..cut]);
            if (stage.IsOver) break;
            var given = stage.Given();
            stage.Call.Transcript.Read().ShouldBe(TextOf(given), $"cut at {cut}");
            stage.Call.Transcript.HasMoreThanText.ShouldBeFalse();

            var stream = MessageStream.Of(given + stage.GoOn(Rest(stage, whole)));

            stream.Text.ShouldBe(whole.Text);
            Calls(stream).ShouldBe(Calls(whole));
            stream.StopReason.ShouldBe(whole.StopReason);
            stream.Events.Count(static said => said.Name == "message_start").ShouldBe(1);
            stream.Events.Count(static said => said.Name is "message_delta").ShouldBe(1);
            stream.IsDone.ShouldBeTrue();
            stream.Blocks.Where(static block => block.StartsWith("thinking:", StringComparison.Ordinal))
                .ShouldAllBe(static block => block.EndsWith(":c2ln", StringComparison.Ordinal) || block.EndsWith($":{Unsealed}", StringComparison.Ordinal));
            if (cut > 0) stream.Start.GetProperty("id").GetString().ShouldBe("msg_upstream");
        }
    }

    [Fact]
    public void An_open_text_is_gone_on_with()
    {
        using var stage = Stage();
        stage.Take(RelayStage.Events(MessagesWire.Start + MessagesWire.BlockStart(0, """{"type":"text","text":"a"}""") + MessagesWire.TextDelta(0, "b")));
        stage.Given();
        stage.Call.Transcript.Read().ShouldBe("ab");

        stage.GoOn(static sink => sink.Text("c"u8)).ShouldStartWith("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"c\"}}\n\n");
    }

    [Fact]
    public void To_note_a_piece_of_text_costs_no_memory()
    {
        using var stage = Stage();
        stage.Take(RelayStage.Events(MessagesWire.Start + MessagesWire.BlockStart(0, """{"type":"text","text":""}""")));

        stage.CostOf(MessagesWire.TextDelta(0, "so")).ShouldBe(0);

        stage.Call.Transcript.Read().ShouldBe("sososososo");
    }

    [Fact]
    public void An_open_thought_is_sealed_and_closed_before_the_text()
    {
        using var stage = Stage();
        stage.Take(RelayStage.Events(MessagesWire.Start + MessagesWire.BlockStart(0, """{"type":"thinking","thinking":"","signature":""}""") + MessagesWire.Delta(0, """{"type":"thinking_delta","thinking":"hm"}""")));
        var given = stage.Given();
        stage.Call.Transcript.HasReasoning.ShouldBeTrue();

        var stream = MessageStream.Of(given + stage.GoOn(static sink => sink.Text("c"u8)));

        stream.Blocks.ShouldBe([$"thinking:hm:{Unsealed}", "text:c"]);
    }

    [Theory]
    [InlineData("""{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{}}""")]
    [InlineData("""{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[]}""")]
    [InlineData("""{"type":"never_heard_of"}""")]
    public void What_no_other_model_can_go_on_with_is_known(string block)
    {
        using var stage = Stage();

        stage.Take(RelayStage.Events(MessagesWire.Start + MessagesWire.BlockStart(0, block)));

        stage.Call.Transcript.HasMoreThanText.ShouldBeTrue();
    }

    [Fact]
    public void So_is_a_call_that_its_caller_wants_as_it_comes()
    {
        using var stage = Stage(new CallControls { StreamsToolArguments = true });

        stage.Take(RelayStage.Events(MessagesWire.Start + MessagesWire.CallStart(0, "toolu_1", "look") + MessagesWire.ArgumentsDelta(0, "{")));

        stage.Call.Transcript.HasToolCalls.ShouldBeFalse();
        stage.Call.Transcript.HasMoreThanText.ShouldBeTrue();
    }

    [Fact]
    public void A_client_that_waits_for_calls_is_pinged()
    {
        using var stage = Stage();
        stage.Take(RelayStage.Events(MessagesWire.Start + MessagesWire.CallStart(0, "toolu_1", "look")));
        stage.Given();

        stage.Reassure(isLong: false).ShouldBe("event: ping\ndata: {\"type\":\"ping\"}\n\n");
        stage.Reassure(isLong: true).ShouldBe("event: ping\ndata: {\"type\":\"ping\"}\n\n");

        stage.Call.Transcript.Announced.ShouldBeNull();
    }

    private static RelayStage Stage(CallControls? controls = null)
    {
        var door = new MessagesClientDialect();
        var request = door.Read(Encoding.UTF8.GetBytes(MessagesHost.Streaming("m"))).Value;
        return new RelayStage(TestCalls.Create(door, request, controls: controls), static (call, output, deadline) => Relays.OfMessages(call, output, deadline, TimeProvider.System));
    }

    /// <summary>Says what the client is to read and does not have yet.</summary>
    private static Action<IAnswerSink> Rest(RelayStage stage, MessageStream whole) => sink =>
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

    private static string TextOf(string given) => given.Length == 0 ? "" : MessageStream.Of(given).Text;
}
