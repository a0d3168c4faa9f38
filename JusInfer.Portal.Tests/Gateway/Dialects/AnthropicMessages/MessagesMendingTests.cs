using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.AnthropicMessages;

/// <summary>Providers that speak Messages after a fashion: what clients of the dialect would stumble over is put right, as at every other door.</summary>
[Trait("Promise", "P-19")]
public sealed class MessagesMendingTests(MessagesHost gateway) : IClassFixture<MessagesHost>
{
    [Theory]
    [InlineData("end_turn", "tool_use")]
    [InlineData("stop", "tool_use")]
    [InlineData("max_tokens", "max_tokens")]
    [InlineData("tool_use", "tool_use")]
    public async Task An_answer_with_a_call_stopped_for_that(string told, string stop)
    {
        (await StreamAsync(MessagesWire.Stream(MessagesWire.Call(0, "toolu_1", "read", "{\"a\":1}"), told))).StopReason.ShouldBe(stop);

        gateway.Claude.Script(Replies.Json(MessagesWire.Message("""{"type":"tool_use","id":"toolu_1","name":"read","input":{"a":1.0}}""", told)));
        var whole = await gateway.AskAsync(MessagesHost.Asking(MessagesHost.Opus55));
        whole.Body.ShouldBe(MessagesWire.Message("""{"type":"tool_use","id":"toolu_1","name":"read","input":{"a":1.0}}""", stop));
    }

    [Fact]
    public async Task An_answer_without_a_call_did_not() =>
        (await StreamAsync(MessagesWire.Stream(MessagesWire.Text(0, "no"), "tool_use"))).StopReason.ShouldBe("end_turn");

    [Fact]
    public async Task An_answer_that_does_not_say_why_it_stopped_is_told_to_have()
    {
        var stream = await StreamAsync(MessagesWire.Start + MessagesWire.Call(0, "toolu_1", "read", "{}") + MessagesWire.Stop);

        stream.StopReason.ShouldBe("tool_use");
        stream.IsDone.ShouldBeTrue();
    }

    [Fact]
    public async Task Calls_that_are_told_side_by_side_come_one_after_another()
    {
        var stream = await StreamAsync(MessagesWire.Stream(
            MessagesWire.Text(0, "so") + MessagesWire.CallStart(1, "toolu_1", "read") + MessagesWire.CallStart(2, "toolu_2", "write")
            + MessagesWire.ArgumentsDelta(1, "{\"a\":") + MessagesWire.ArgumentsDelta(2, "{\"b\":") + MessagesWire.ArgumentsDelta(1, "1}") + MessagesWire.ArgumentsDelta(2, "2}")
            + MessagesWire.BlockStop(1) + MessagesWire.BlockStop(2), "tool_use"));

        stream.Blocks.ShouldBe(["text:so", "tool_use:toolu_1:read:{\"a\":1}", "tool_use:toolu_2:write:{\"b\":2}"]);
    }

    [Fact]
    public async Task Blocks_that_are_never_stopped_or_never_started_are()
    {
        var stream = await StreamAsync(MessagesWire.Stream(
            MessagesWire.TextDelta(0, "so ") + MessagesWire.TextDelta(0, "be it") + MessagesWire.CallStart(1, "toolu_1", "read") + MessagesWire.ArgumentsDelta(1, "{}"), "tool_use"));

        stream.Blocks.ShouldBe(["text:so be it", "tool_use:toolu_1:read:{}"]);
    }

    [Fact]
    public async Task Blocks_under_one_number_are_numbered()
    {
        var stream = await StreamAsync(MessagesWire.Stream(MessagesWire.Text(0, "a", "b") + MessagesWire.Call(0, "toolu_1", "read", "{}") + MessagesWire.Call(0, "toolu_2", "read", "{}"), "tool_use"));

        stream.Blocks.ShouldBe(["text:ab", "tool_use:toolu_1:read:{}", "tool_use:toolu_2:read:{}"]);
    }

    [Fact]
    public async Task Text_that_comes_late_is_not_lost()
    {
        var stream = await StreamAsync(MessagesWire.Stream(
            MessagesWire.BlockStart(0, """{"type":"text","text":""}""") + MessagesWire.TextDelta(0, "a") + MessagesWire.CallStart(1, "toolu_1", "read") + MessagesWire.TextDelta(0, "b")
            + MessagesWire.ArgumentsDelta(1, "{}") + MessagesWire.BlockStop(1) + MessagesWire.BlockStop(0), "tool_use"));

        stream.Blocks.ShouldBe(["text:a", "tool_use:toolu_1:read:{}", "text:b"]);
    }

    [Theory]
    [InlineData("""{"type":"tool_use","name":"read","input":{},"x":1.0}""")]
    [InlineData("""{"type":"tool_use","id":null,"name":"read","input":{},"x":1.0}""")]
    [InlineData("""{"type":"tool_use","id":"","name":"read","input":{},"x":1.0}""")]
    [InlineData("""{"type":"tool_use","id":"functions.read:0","name":"read","input":{},"x":1.0}""")]
    public async Task Each_call_has_an_id_of_its_own(string call)
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
    public async Task A_message_that_is_never_started_is()
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
    public async Task A_message_starts_with_all_that_clients_put_theirs_together_in(string start)
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
    public async Task A_block_that_starts_as_nothing_starts_with_its_first_piece() =>
        (await StreamAsync(MessagesWire.Start + MessagesWire.Event("content_block_start", """{"type":"content_block_start","index":0}""") + MessagesWire.TextDelta(0, "a") + MessagesWire.BlockStop(0)
            + MessagesWire.End() + MessagesWire.Stop)).Blocks.ShouldBe(["text:a"]);

    [Fact]
    public async Task An_answer_whose_end_counts_nothing_is_counted()
    {
        var stream = await StreamAsync(MessagesWire.Start + MessagesWire.Text(0, "twelve bytes") + MessagesWire.Event("message_delta", """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null}}""") + MessagesWire.Stop);

        stream.Delta.GetProperty("usage").GetProperty("output_tokens").GetInt64().ShouldBeGreaterThan(0);
        stream.Delta.GetProperty("x_jusinfer").GetProperty("attempts").GetInt32().ShouldBe(1);
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
