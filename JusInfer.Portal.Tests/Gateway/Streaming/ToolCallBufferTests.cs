using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Tests.TestKit.Fakes;

namespace JusInfer.Portal.Tests.Gateway.Streaming;

/// <summary>A set of tool calls reaches the client whole, once and in order, or not at all.</summary>
public sealed class ToolCallBufferTests : IDisposable
{
    private readonly RecordingSink client = new();
    private readonly Transcript transcript = new(isKept: true);
    private readonly ToolCallBuffer sink;

    public ToolCallBufferTests() => sink = new ToolCallBuffer(client, transcript, buffers: true);

    public void Dispose() => transcript.Dispose();

    [Fact]
    public void Text_passes_and_is_noted()
    {
        sink.Text("I will look."u8);

        client.Lines.ShouldBe(["text: I will look."]);
        transcript.Read().ShouldBe("I will look.");
    }

    [Fact]
    public void Calls_wait_until_the_model_has_stopped_and_come_in_order()
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
    public void Calls_of_an_upstream_that_died_are_never_told()
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
    public void A_client_that_waits_long_is_told_which_call_is_coming_and_then_that_it_still_is()
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
    public void The_call_that_was_told_keeps_its_id_when_another_upstream_makes_it_again()
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
    public void Another_call_in_the_place_of_the_one_that_was_told_is_astray()
    {
        transcript.Announced = new AnnouncedToolCall("a", "write");

        sink.ToolCall(0, new ToolCallHead("z", "read"));

        sink.HasDiverged.ShouldBeTrue();
    }

    [Fact]
    public void An_answer_that_ends_without_the_call_that_was_told_is_astray()
    {
        transcript.Announced = new AnnouncedToolCall("a", "write");

        sink.Text("Never mind."u8);
        sink.Finish(FinishReason.Stop);

        sink.HasDiverged.ShouldBeTrue();
    }

    [Theory]
    [InlineData("1,2]}", "text: 1,2]}", "finish: Stop")]
    [InlineData("1,2] and so on")]
    public void A_document_is_gone_on_with_as_a_whole_or_not_at_all(string rest, params string[] told)
    {
        transcript.Text("{\"a\":["u8);
        var document = new ToolCallBuffer(client, transcript, buffers: true) { MustBeJson = true };

        foreach (var piece in rest.Chunk(2)) document.Text(System.Text.Encoding.UTF8.GetBytes(piece));
        client.Lines.ShouldBeEmpty();
        document.Finish(FinishReason.Stop);

        client.Joined.ShouldBe(told);
        document.HasDiverged.ShouldBe(told.Length == 0);
    }

    [Fact]
    public void A_client_that_wants_the_pieces_gets_them_as_they_come()
    {
        var streaming = new ToolCallBuffer(client, transcript, buffers: false);

        streaming.ToolCall(0, new ToolCallHead("a", "read"));
        streaming.Arguments(0, "{"u8);

        client.Lines.ShouldBe(["call 0: read a", "arguments 0: {"]);
        transcript.HasMoreThanText.ShouldBeTrue();
    }
}
