using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.AnthropicMessages;

/// <summary>Canonical events reach the client unchanged. From the first event that is not canonical, the gateway writes the stream and nothing of it is lost.</summary>
[Trait("Promise", "P-26")]
public sealed class MessagesPassthroughTests
{
    private const string Caller = "\"caller\":{\"type\":\"direct\"}";

    private static string TextStart => MessagesWire.BlockStart(0, """{"type":"text","text":""}""");

    [Fact]
    public void Canonical_tool_calls_are_sent_unchanged_when_they_are_complete()
    {
        using var stage = Stage();
        var text = MessagesWire.Start + MessagesWire.Text(0, "I will look.");
        var calls = CallStart(1, "toolu_1") + MessagesWire.ArgumentsDelta(1, "") + MessagesWire.ArgumentsDelta(1, "{\"a\": ") + MessagesWire.ArgumentsDelta(1, "1}") + MessagesWire.BlockStop(1)
            + MessagesWire.Ping + MessagesWire.Call(2, "toolu_2", "now", "") + MessagesWire.Call(3, "toolu_3", "now") + MessagesWire.Text(4, "Done.");
        Take(stage, text + calls);
        stage.TakeOutput().ShouldBe(text);

        Take(stage, MessagesWire.End("tool_use") + MessagesWire.Stop);

        var received = stage.TakeOutput() + stage.End();
        var extension = MessageStream.Of(text + received).Delta.GetProperty("x_jusinfer").GetRawText();
        received.Replace($",\"x_jusinfer\":{extension}", "").ShouldBe(calls + MessagesWire.End("tool_use") + MessagesWire.Stop);
    }

    [Fact]
    public void Arguments_that_are_requested_as_they_come_are_sent_when_the_call_is_clear()
    {
        using var stage = Stage(new CallControls { StreamsToolArguments = true });
        Take(stage, MessagesWire.Start + CallStart(0, "toolu_1") + MessagesWire.ArgumentsDelta(0, ""));
        stage.TakeOutput().ShouldBe(MessagesWire.Start);

        Take(stage, MessagesWire.ArgumentsDelta(0, "{\"a\""));

        stage.TakeOutput().ShouldBe(CallStart(0, "toolu_1") + MessagesWire.ArgumentsDelta(0, "") + MessagesWire.ArgumentsDelta(0, "{\"a\""));
    }

    [Fact]
    public void Unknown_blocks_and_events_are_sent_unchanged()
    {
        using var stage = Stage();
        var stream = MessagesWire.Start + Search(0) + MessagesWire.Event("news", """{"type":"news","index":"x"}""")
            + MessagesWire.BlockStart(2, """{"type":"text","text":"","citations":[]}""") + Citation(2) + MessagesWire.TextDelta(2, "So.") + MessagesWire.BlockStop(2);

        Take(stage, stream);

        stage.TakeOutput().ShouldBe(stream);
        stage.Call.Transcript.HasUnresumable.ShouldBeTrue();
    }

    [Theory]
    [InlineData("pause_turn")]
    [InlineData("refusal")]
    [InlineData("never_heard_of")]
    public void Stop_reasons_of_an_answer_without_calls_stay(string reason)
    {
        using var stage = Stage();
        Take(stage, MessagesWire.Start + MessagesWire.TextDelta(0, "a") + MessagesWire.End(reason) + MessagesWire.Stop);

        Read(stage).StopReason.ShouldBe(reason);
    }

    [Theory]
    [InlineData("""{"type":"server_tool_use","id":"srvtoolu_1","name":"bash","input":{}}""")]
    [InlineData("""{"type":"mcp_tool_use","id":"mcptoolu_1","name":"look","input":{}}""")]
    public void A_stop_reason_that_an_unknown_call_explains_stays(string block)
    {
        using var stage = Stage();
        Take(stage, MessagesWire.Start + MessagesWire.BlockStart(0, block) + MessagesWire.BlockStop(0) + MessagesWire.End("tool_use") + MessagesWire.Stop);

        Read(stage).StopReason.ShouldBe("tool_use");
    }

    [Fact]
    public void An_open_block_is_continued_by_the_writer()
    {
        using var stage = Stage();
        Take(stage, MessagesWire.Start + TextStart + MessagesWire.TextDelta(0, "a"));
        var received = stage.TakeOutput();

        Take(stage, MessagesWire.TextDelta(7, "b") + MessagesWire.Event("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"c","odd":1},"own":2}""")
            + MessagesWire.End() + MessagesWire.Stop);

        var stream = MessageStream.Of(received + stage.TakeOutput() + stage.End());
        stream.Blocks.ShouldBe(["text:abc"]);
        var last = stream.Events.Last(static one => one.Name == "content_block_delta").Data;
        last.GetProperty("delta").GetProperty("odd").GetInt32().ShouldBe(1);
        last.GetProperty("own").GetInt32().ShouldBe(2);
        stage.Call.Transcript.Read().ShouldBe("abc");
    }

    [Fact]
    public void A_signature_that_has_been_sent_is_not_written_again()
    {
        using var stage = Stage();
        Take(stage, MessagesWire.Start + MessagesWire.BlockStart(0, """{"type":"thinking","thinking":"","signature":""}""") + MessagesWire.Delta(0, """{"type":"thinking_delta","thinking":"hm"}""")
            + MessagesWire.Delta(0, """{"type":"signature_delta","signature":"EqQB"}""") + MessagesWire.TextDelta(1, "so") + MessagesWire.BlockStop(0)
            + MessagesWire.Thinking(2, "EmwK") + MessagesWire.End() + MessagesWire.Stop);

        Read(stage).Blocks.ShouldBe(["thinking:hm:EqQB", "text:so", "thinking::EmwK"]);
    }

    [Fact]
    public void A_call_whose_arguments_are_being_sent_is_completed_by_the_writer()
    {
        using var stage = Stage(new CallControls { StreamsToolArguments = true });
        Take(stage, MessagesWire.Start + MessagesWire.CallStart(0, "toolu_1", "now") + MessagesWire.ArgumentsDelta(0, "{\"a\":") + MessagesWire.CallStart(1, "toolu_2", "now")
            + MessagesWire.ArgumentsDelta(1, "{\"b\":2}") + MessagesWire.ArgumentsDelta(0, "1}") + MessagesWire.BlockStop(1) + MessagesWire.BlockStop(0) + MessagesWire.End("tool_use") + MessagesWire.Stop);

        Read(stage).Blocks.ShouldBe(["tool_use:toolu_1:now:{\"a\":1}", "tool_use:toolu_2:now:{\"b\":2}"]);
    }

    [Fact]
    public void Buffered_calls_that_have_to_be_written_keep_their_unknown_properties_and_their_order()
    {
        using var stage = Stage();
        Take(stage, MessagesWire.Start + CallStart(0, "toolu_1", Caller) + MessagesWire.BlockStop(0) + MessagesWire.Text(1, "between")
            + MessagesWire.BlockStart(2, """{"type":"text","text":"","citations":[]}""") + MessagesWire.TextDelta(2, "after") + MessagesWire.BlockStop(2)
            + CallStart(3, "toolu_1", "\"own\":3") + MessagesWire.ArgumentsDelta(3, "{}") + MessagesWire.BlockStop(3) + MessagesWire.End("tool_use") + MessagesWire.Stop);

        var stream = Read(stage);

        stream.Blocks.Count.ShouldBe(4);
        stream.Blocks[0].ShouldBe("tool_use:toolu_1:now:{}");
        stream.Blocks[1].ShouldBe("text:between");
        stream.Blocks[2].ShouldBe("text:after");
        stream.Blocks[3].ShouldNotContain("toolu_1");
        var starts = Starts(stream);
        starts[0].GetProperty("caller").GetProperty("type").GetString().ShouldBe("direct");
        starts[2].GetProperty("citations").GetArrayLength().ShouldBe(0);
        starts[3].GetProperty("own").GetInt32().ShouldBe(3);
    }

    [Fact]
    public void Unknown_blocks_and_properties_reach_the_client_after_the_writer_has_taken_over()
    {
        using var stage = Stage();
        const string End = """{"type":"message_delta","delta":{"stop_reason":"pause_turn","stop_sequence":null,"container":{"id":"c"}},"context_management":{"applied_edits":[]},"usage":{"output_tokens":20,"server_tool_use":{"web_search_requests":1}}}""";
        Take(stage, MessagesWire.Start + MessagesWire.TextDelta(5, "Let me see.") + Search(5) + MessagesWire.Event("news", """{"type":"news","x":1.0}""")
            + MessagesWire.BlockStart(7, """{"type":"text","text":"","citations":[]}""") + Citation(7) + MessagesWire.TextDelta(7, "So.") + MessagesWire.BlockStop(7) + MessagesWire.Event("message_delta", End) + MessagesWire.Stop);

        var stream = Read(stage);

        stream.Blocks.ShouldBe(["text:Let me see.", "server_tool_use:{\"query\":\"x\"}", "web_search_tool_result:", "text:So."]);
        Starts(stream)[2].GetProperty("content")[0].GetProperty("encrypted_content").GetString().ShouldBe("E");
        stream.Events.Single(static one => one.Name == "news").Data.GetProperty("x").GetRawText().ShouldBe("1.0");
        var citation = stream.Events.Single(static one => one.Name == "content_block_delta" && one.Data.GetProperty("delta").TryGetProperty("citation", out _)).Data;
        citation.GetProperty("index").GetInt32().ShouldBe(3);
        stream.StopReason.ShouldBe("pause_turn");
        stream.Delta.GetProperty("delta").GetProperty("container").GetProperty("id").GetString().ShouldBe("c");
        stream.Delta.GetProperty("context_management").GetRawText().ShouldBe("{\"applied_edits\":[]}");
        stream.Delta.GetProperty("usage").GetRawText().ShouldBe("""{"output_tokens":20,"server_tool_use":{"web_search_requests":1}}""");
        stream.Delta.GetProperty("x_jusinfer").GetProperty("attempts").GetInt32().ShouldBe(stage.Call.Attempts);
    }

    [Fact]
    public void Unknown_blocks_that_overlap_come_one_after_another()
    {
        using var stage = Stage();
        Take(stage, MessagesWire.Start + MessagesWire.BlockStart(0, """{"type":"hologram"}""") + MessagesWire.BlockStart(1, """{"type":"sculpture"}""")
            + MessagesWire.Delta(1, """{"type":"sculpture_delta","text":"b"}""") + MessagesWire.Delta(0, """{"type":"hologram_delta","text":"a"}""")
            + MessagesWire.BlockStop(1) + MessagesWire.BlockStop(0) + MessagesWire.End() + MessagesWire.Stop);

        Read(stage).Blocks.ShouldBe(["hologram:a", "sculpture:b"]);
    }

    [Fact]
    public void A_call_that_is_announced_to_a_waiting_client_is_written_whole()
    {
        using var stage = Stage();
        Take(stage, MessagesWire.Start + CallStart(0, "toolu_1", Caller) + MessagesWire.ArgumentsDelta(0, "{\"a\":"));
        var received = stage.TakeOutput();

        received += stage.WriteKeepAlive(isLong: true);
        stage.Call.Transcript.Announced.ShouldBe(new AnnouncedToolCall("toolu_1", "now"));
        Take(stage, MessagesWire.ArgumentsDelta(0, "1}") + MessagesWire.BlockStop(0) + MessagesWire.End("tool_use") + MessagesWire.Stop);

        var stream = MessageStream.Of(received + stage.TakeOutput() + stage.End());
        stream.Blocks.ShouldBe(["tool_use:toolu_1:now:{\"a\":1}"]);
        Starts(stream)[0].TryGetProperty("caller", out _).ShouldBeTrue();
    }

    [Fact]
    public void The_answer_of_an_upstream_that_fails_is_continued_after_what_the_client_has()
    {
        using var stage = Stage();
        Take(stage, MessagesWire.Start + TextStart + MessagesWire.TextDelta(0, "a") + MessagesWire.TextDelta(3, "b") + MessagesWire.CallStart(4, "toolu_1", "now"));
        var received = stage.TakeOutput();

        received += stage.Continue(static sink => sink.Text("c"u8));

        stage.Call.Transcript.Read().ShouldBe("ab");
        var stream = MessageStream.Of(received);
        stream.Text.ShouldBe("abc");
        stream.Blocks.ShouldHaveSingleItem();
        stream.StopReason.ShouldBe("end_turn");
        stream.Start.GetProperty("id").GetString().ShouldBe("msg_upstream");
    }

    private static RelayStage Stage(CallControls? controls = null)
    {
        var client = new MessagesClientDialect();
        var request = MessagesRequestReader.Read(Encoding.UTF8.GetBytes(MessagesHost.Streaming("m"))).Value;
        return new RelayStage(TestCalls.Create(client, request, controls: controls), static (call, output, deadline) => Relays.OfMessages(call, output, deadline, TimeProvider.System));
    }

    private static void Take(RelayStage stage, string stream) => stage.Take(RelayStage.Events(stream));

    private static MessageStream Read(RelayStage stage)
    {
        var stream = MessageStream.Of(stage.TakeOutput() + stage.End());
        stream.IsDone.ShouldBeTrue();
        return stream;
    }

    private static List<JsonElement> Starts(MessageStream stream) =>
        [.. stream.Events.Where(static one => one.Name == "content_block_start").Select(static one => one.Data.GetProperty("content_block"))];

    private static string CallStart(int index, string id, string extension = Caller) =>
        MessagesWire.BlockStart(index, $$"""{ "type":"tool_use","id":"{{id}}","name":"now","input":{},{{extension}}}""");

    /// <summary>Two blocks of a search of the provider's own.</summary>
    private static string Search(int index) =>
        MessagesWire.BlockStart(index, """{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{}}""") + MessagesWire.ArgumentsDelta(index, "{\"query\":\"x\"}") + MessagesWire.BlockStop(index)
        + MessagesWire.BlockStart(index + 1, """{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[{"type":"web_search_result","url":"https://a","encrypted_content":"E"}]}""") + MessagesWire.BlockStop(index + 1);

    private static string Citation(int index) =>
        MessagesWire.Delta(index, """{"type":"citations_delta","citation":{"type":"web_search_result_location","url":"https://a","title":"A","encrypted_index":"E","cited_text":"c"}}""");
}
