using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Tests.TestKit.Fakes;

namespace JusInfer.Portal.Tests.Gateway.Streaming;

/// <summary>Tool calls reach the client completely, once and in order, or not at all.</summary>
public sealed class ToolCallBufferTests : IDisposable
{
    private readonly RecordingSink client = new();
    private readonly Transcript transcript = new(isKept: true);
    private readonly ToolCallBuffer sink;

    public ToolCallBufferTests() => sink = new ToolCallBuffer(client, transcript, buffers: true);

    public void Dispose() => transcript.Dispose();

    [Fact]
    public void Text_is_passed_on_and_added_to_the_transcript()
    {
        sink.Text("I will look."u8);

        client.Lines.ShouldBe(["text: I will look."]);
        transcript.Read().ShouldBe("I will look.");
    }

    [Fact]
    public void Tool_calls_are_buffered_until_the_finish_and_passed_on_in_order()
    {
        sink.Text("Look: "u8);
        sink.ToolCall(0, new ToolCallHead("a", "read"));
        sink.Arguments(0, "{\\\"p\\\":"u8);
        sink.ToolCall(1, new ToolCallHead("b", "list"));
        sink.Arguments(0, "1}"u8);
        sink.Arguments(1, "{}"u8);
        sink.Text("after"u8);
        client.Lines.ShouldBe(["text: Look: "]);

        sink.Finish(FinishReason.ToolCalls);

        client.Joined.ShouldBe(["text: Look: ", "call 0: read a", "arguments 0: {\\\"p\\\":1}", "call 1: list b", "arguments 1: {}", "text: after", "finish: ToolCalls"]);
        transcript.Read().ShouldBe("Look: ");
    }

    [Fact]
    public void Tool_calls_of_an_interrupted_upstream_are_dropped()
    {
        sink.ToolCall(0, new ToolCallHead("a", "read"));
        sink.Arguments(0, "{\\\"half"u8);
        sink.Drop();

        sink.ToolCall(0, new ToolCallHead("c", "read"));
        sink.Arguments(0, "{}"u8);
        sink.Finish(FinishReason.ToolCalls);

        client.Joined.ShouldBe(["call 0: read c", "arguments 0: {}", "finish: ToolCalls"]);
    }

    [Fact]
    public void A_tool_call_is_announced_once_and_then_kept_alive_with_empty_arguments()
    {
        sink.ToolCall(0, new ToolCallHead("a", "write"));
        sink.Arguments(0, "{\\\"text\\\":\\\"long"u8);
        sink.Announce();
        sink.Announce();
        client.Lines.ShouldBe(["call 0: write a", "arguments 0: "]);

        sink.Arguments(0, "\\\"}"u8);
        sink.Finish(FinishReason.ToolCalls);

        client.Joined.ShouldBe(["call 0: write a", "arguments 0: {\\\"text\\\":\\\"long\\\"}", "finish: ToolCalls"]);
    }

    [Fact]
    public void An_announced_tool_call_keeps_its_id_in_the_continuation()
    {
        sink.ToolCall(0, new ToolCallHead("a", "write"));
        sink.Announce();
        sink.Drop();

        var next = new ToolCallBuffer(client, transcript, buffers: true);
        next.ToolCall(0, new ToolCallHead("z", "write"));
        next.Arguments(0, "{}"u8);
        next.Finish(FinishReason.ToolCalls);

        next.HasDiverged.ShouldBeFalse();
        client.Joined.ShouldBe(["call 0: write a", "arguments 0: {}", "finish: ToolCalls"]);
    }

    [Fact]
    public void A_tool_call_other_than_the_announced_one_diverges()
    {
        transcript.Announced = new AnnouncedToolCall("a", "write");

        sink.ToolCall(0, new ToolCallHead("z", "read"));

        sink.HasDiverged.ShouldBeTrue();
    }

    [Fact]
    public void An_answer_without_the_announced_tool_call_diverges()
    {
        transcript.Announced = new AnnouncedToolCall("a", "write");

        sink.Text("A different text."u8);
        sink.Finish(FinishReason.Stop);

        sink.HasDiverged.ShouldBeTrue();
    }

    [Theory]
    [InlineData("1,2]}", "text: 1,2]}", "finish: Stop")]
    [InlineData("1,2] and so on")]
    public void A_JSON_document_is_continued_completely_or_not_at_all(string rest, params string[] expected)
    {
        transcript.AddText("{\"a\":["u8);
        var document = new ToolCallBuffer(client, transcript, buffers: true) { MustBeJson = true };

        foreach (var piece in rest.Chunk(2)) document.Text(System.Text.Encoding.UTF8.GetBytes(piece));
        client.Lines.ShouldBeEmpty();
        document.Finish(FinishReason.Stop);

        client.Joined.ShouldBe(expected);
        document.HasDiverged.ShouldBe(expected.Length == 0);
    }

    [Fact]
    public void A_client_that_streams_tool_arguments_gets_them_as_they_arrive()
    {
        var streaming = new ToolCallBuffer(client, transcript, buffers: false);

        streaming.ToolCall(0, new ToolCallHead("a", "read"));
        streaming.Arguments(0, "{"u8);

        client.Lines.ShouldBe(["call 0: read a", "arguments 0: {"]);
        transcript.HasUnresumable.ShouldBeTrue();
    }
}
