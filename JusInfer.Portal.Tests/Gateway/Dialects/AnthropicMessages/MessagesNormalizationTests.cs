using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.AnthropicMessages;

/// <summary>Answers of providers that deviate from the Messages API reach clients of that API in its standard form.</summary>
[Trait("Promise", "P-19")]
public sealed class MessagesNormalizationTests(MessagesHost gateway) : IClassFixture<MessagesHost>
{
    [Theory]
    [InlineData("end_turn", "tool_use")]
    [InlineData("stop", "tool_use")]
    [InlineData("max_tokens", "max_tokens")]
    [InlineData("tool_use", "tool_use")]
    public async Task The_stop_reason_of_an_answer_with_a_call_is_tool_use_unless_it_was_cut_off(string reported, string stop)
    {
        (await StreamAsync(MessagesWire.Stream(MessagesWire.Call(0, "toolu_1", "read", "{\"a\":1}"), reported))).StopReason.ShouldBe(stop);

        gateway.Claude.Script(Replies.Json(MessagesWire.Message("""{"type":"tool_use","id":"toolu_1","name":"read","input":{"a":1.0}}""", reported)));
        var whole = await gateway.AskAsync(MessagesHost.Asking(MessagesHost.Opus55));
        whole.Body.ShouldBe(MessagesWire.Message(
            stop == reported
                ? """{"type":"tool_use","id":"toolu_1","name":"read","input":{"a":1.0}}"""
                : """{"type":"tool_use","id":"toolu_1","name":"read","caller":{"type":"direct"},"input":{"a":1.0}}""",
            stop));
    }

    [Fact]
    public async Task The_stop_reason_of_an_answer_without_a_call_is_not_tool_use() =>
        (await StreamAsync(MessagesWire.Stream(MessagesWire.Text(0, "no"), "tool_use"))).StopReason.ShouldBe("end_turn");

    [Fact]
    public async Task A_missing_stop_reason_is_added()
    {
        var stream = await StreamAsync(MessagesWire.Start + MessagesWire.Call(0, "toolu_1", "read", "{}") + MessagesWire.Stop);

        stream.StopReason.ShouldBe("tool_use");
        stream.IsDone.ShouldBeTrue();
    }

    [Fact]
    public async Task Overlapping_calls_come_one_after_another()
    {
        var stream = await StreamAsync(MessagesWire.Stream(
            MessagesWire.Text(0, "so") + MessagesWire.CallStart(1, "toolu_1", "read") + MessagesWire.CallStart(2, "toolu_2", "write")
            + MessagesWire.ArgumentsDelta(1, "{\"a\":") + MessagesWire.ArgumentsDelta(2, "{\"b\":") + MessagesWire.ArgumentsDelta(1, "1}") + MessagesWire.ArgumentsDelta(2, "2}")
            + MessagesWire.BlockStop(1) + MessagesWire.BlockStop(2), "tool_use"));

        stream.Blocks.ShouldBe(["text:so", "tool_use:toolu_1:read:{\"a\":1}", "tool_use:toolu_2:write:{\"b\":2}"]);
    }

    [Fact]
    public async Task Missing_starts_and_stops_of_blocks_are_added()
    {
        var stream = await StreamAsync(MessagesWire.Stream(
            MessagesWire.TextDelta(0, "so ") + MessagesWire.TextDelta(0, "be it") + MessagesWire.CallStart(1, "toolu_1", "read") + MessagesWire.ArgumentsDelta(1, "{}"), "tool_use"));

        stream.Blocks.ShouldBe(["text:so be it", "tool_use:toolu_1:read:{}"]);
    }

    [Fact]
    public async Task Blocks_with_the_same_index_get_consecutive_indexes()
    {
        var stream = await StreamAsync(MessagesWire.Stream(MessagesWire.Text(0, "a", "b") + MessagesWire.Call(0, "toolu_1", "read", "{}") + MessagesWire.Call(0, "toolu_2", "read", "{}"), "tool_use"));

        stream.Blocks.ShouldBe(["text:ab", "tool_use:toolu_1:read:{}", "tool_use:toolu_2:read:{}"]);
    }

    [Fact]
    public async Task Text_of_a_block_that_another_block_interrupts_is_not_lost()
    {
        var stream = await StreamAsync(MessagesWire.Stream(
            MessagesWire.BlockStart(0, """{"type":"text","text":""}""") + MessagesWire.TextDelta(0, "a") + MessagesWire.CallStart(1, "toolu_1", "read") + MessagesWire.TextDelta(0, "b")
            + MessagesWire.ArgumentsDelta(1, "{}") + MessagesWire.BlockStop(1) + MessagesWire.BlockStop(0), "tool_use"));

        stream.Blocks.ShouldBe(["text:ab", "tool_use:toolu_1:read:{}"]);
    }

    [Theory]
    [InlineData("""{"type":"tool_use","name":"read","input":{},"x":1.0}""")]
    [InlineData("""{"type":"tool_use","id":null,"name":"read","input":{},"x":1.0}""")]
    [InlineData("""{"type":"tool_use","id":"","name":"read","input":{},"x":1.0}""")]
    [InlineData("""{"type":"tool_use","id":"functions.read:0","name":"read","input":{},"x":1.0}""")]
    public async Task Each_call_has_its_own_id_and_keeps_its_unknown_properties(string call)
    {
        var stream = await StreamAsync(MessagesWire.Stream(
            MessagesWire.BlockStart(0, call) + MessagesWire.BlockStop(0) + MessagesWire.BlockStart(1, call) + MessagesWire.BlockStop(1), "tool_use"));
        var streamed = stream.Events.Where(static one => one.Name == "content_block_start").Select(static one => one.Data.GetProperty("content_block")).ToList();
        ShouldHaveIds(streamed);

        gateway.Claude.Script(Replies.Json(MessagesWire.Message($"{call},{call}", "tool_use")));
        var whole = await gateway.AskAsync(MessagesHost.Asking(MessagesHost.Opus55));
        ShouldHaveIds([.. whole.Json.GetProperty("content").EnumerateArray()]);
    }

    [Fact]
    public async Task A_missing_message_start_is_added()
    {
        var stream = await StreamAsync(MessagesWire.Text(0, "so be it") + MessagesWire.End() + MessagesWire.Stop);

        stream.Names.ShouldBe("message_start content_block_start content_block_delta content_block_stop message_delta message_stop");
        stream.Blocks.ShouldBe(["text:so be it"]);
        ShouldBeWhole(stream.Start);
        stream.StopReason.ShouldBe("end_turn");
    }

    [Theory]
    [InlineData("""{"type":"message_start"}""")]
    [InlineData("""{"type":"message_start","message":null}""")]
    [InlineData("""{"type":"message_start","message":{"id":"msg_upstream","role":"assistant","content":null}}""")]
    [InlineData("""{"type":"message_start","message":{"id":"msg_upstream","content":[],"x":1.0}}""")]
    public async Task A_message_start_has_every_property_that_clients_need(string start)
    {
        var stream = await StreamAsync(MessagesWire.Event("message_start", start) + MessagesWire.Text(0, "so be it") + MessagesWire.End() + MessagesWire.Stop);

        ShouldBeWhole(stream.Start);
        if (start.Contains("msg_upstream")) stream.Start.GetProperty("id").GetString().ShouldBe("msg_upstream");
        if (start.Contains("1.0")) stream.Start.GetProperty("x").GetRawText().ShouldBe("1.0");
        stream.Blocks.ShouldBe(["text:so be it"]);
    }

    [Fact]
    public async Task A_message_starts_once() =>
        (await StreamAsync(MessagesWire.Start + MessagesWire.Start + MessagesWire.Text(0, "a") + MessagesWire.Start + MessagesWire.Text(1, "b") + MessagesWire.End() + MessagesWire.Stop))
            .Names.Split("message_start").Length.ShouldBe(2);

    [Fact]
    public async Task A_block_without_a_start_object_starts_with_its_first_delta() =>
        (await StreamAsync(MessagesWire.Start + MessagesWire.Event("content_block_start", """{"type":"content_block_start","index":0}""") + MessagesWire.TextDelta(0, "a") + MessagesWire.BlockStop(0)
            + MessagesWire.End() + MessagesWire.Stop)).Blocks.ShouldBe(["text:a"]);

    [Fact]
    public async Task A_missing_usage_is_added()
    {
        var stream = await StreamAsync(MessagesWire.Start + MessagesWire.Text(0, "twelve bytes") + MessagesWire.Event("message_delta", """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null}}""") + MessagesWire.Stop);

        stream.Delta.GetProperty("usage").GetProperty("output_tokens").GetInt64().ShouldBeGreaterThan(0);
        stream.Delta.GetProperty("x_jusinfer").GetProperty("attempts").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_message_that_is_not_streamed_keeps_its_unknown_blocks_and_properties()
    {
        const string Content = """
            {"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":1.0}},{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[]},{"type":"text","text":"so","citations":[{"url":"https://a"}]},{"type":"text","text":"be it"},{"type":"tool_use","id":"toolu_1","name":"read","input":{},"caller":{"type":"direct"}}
            """;
        gateway.Claude.Script(Replies.Json(MessagesWire.Message(Content.Trim(), "end_turn").Replace("\"usage\"", "\"container\":{\"id\":\"c\"},\"usage\"")));

        var whole = await gateway.AskAsync(MessagesHost.Asking(MessagesHost.Opus55));

        whole.Json.GetProperty("stop_reason").GetString().ShouldBe("tool_use");
        whole.Json.GetProperty("content").GetRawText()
            .ShouldBe($"[{Content.Trim()}]".Replace("\"be it\"", "\"be it\",\"citations\":null", StringComparison.Ordinal));
        whole.Json.GetProperty("container").GetProperty("id").GetString().ShouldBe("c");
        whole.Json.GetProperty("usage").GetRawText().ShouldBe(MessagesWire.Usage);
    }

    [Fact]
    public async Task A_message_that_is_not_streamed_keeps_its_unknown_blocks_and_properties_when_a_stream_was_requested()
    {
        const string Search = """{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":1.0}}""";
        gateway.Claude.Script(Replies.Json(MessagesWire.Message($"{Search},{{\"type\":\"text\",\"text\":\"so\",\"citations\":[{{\"url\":\"https://a\"}}]}}", "pause_turn").Replace("\"usage\"", "\"container\":{\"id\":\"c\"},\"usage\"")));

        var stream = MessageStream.Of(await gateway.AskAsync(MessagesHost.Streaming(MessagesHost.Opus55)));

        var starts = stream.Events.Where(static one => one.Name == "content_block_start").Select(static one => one.Data.GetProperty("content_block")).ToList();
        starts[0].GetRawText().ShouldBe(Search);
        starts[1].GetProperty("citations")[0].GetProperty("url").GetString().ShouldBe("https://a");
        stream.Start.GetProperty("container").GetProperty("id").GetString().ShouldBe("c");
        stream.Start.GetProperty("id").GetString().ShouldBe("msg_upstream");
        stream.Text.ShouldBe("so");
        stream.StopReason.ShouldBe("pause_turn");
    }

    private static void ShouldBeWhole(JsonElement message)
    {
        message.GetProperty("id").GetString().ShouldNotBeNullOrEmpty();
        message.GetProperty("type").GetString().ShouldBe("message");
        message.GetProperty("role").GetString().ShouldBe("assistant");
        message.GetProperty("content").GetArrayLength().ShouldBe(0);
        message.GetProperty("usage").GetProperty("output_tokens").GetInt64().ShouldBeGreaterThanOrEqualTo(0);
    }

    private static void ShouldHaveIds(List<JsonElement> calls)
    {
        var ids = calls.ConvertAll(static call => call.GetProperty("id").GetString()!);
        ids.ShouldBeUnique();
        ids.ShouldAllBe(static id => ToolCallIds.Fits(id, ToolCallIdRule.Anthropic));
        calls.ShouldAllBe(static call => call.GetProperty("x").GetRawText() == "1.0");
    }

    private async Task<MessageStream> StreamAsync(string stream)
    {
        gateway.Claude.Script(Replies.Sse(stream));
        return MessageStream.Of(await gateway.AskAsync(MessagesHost.Streaming(MessagesHost.Opus55)));
    }
}
