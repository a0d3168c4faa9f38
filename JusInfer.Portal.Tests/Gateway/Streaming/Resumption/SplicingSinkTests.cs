using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Tests.TestKit.Fakes;

namespace JusInfer.Portal.Tests.Gateway.Streaming.Resumption;

/// <summary>The client gets exactly the new part of a continuation.</summary>
public sealed class SplicingSinkTests
{
    private const string Delivered = "The first thing to look at is the file that holds the con";

    private readonly RecordingSink client = new();
    private readonly Meter meter = new();

    [Fact]
    public void A_repetition_is_removed_and_not_billed()
    {
        var sink = Sink(Delivered);
        Write(sink, ContinuationPrompt.AnchorOf(Delivered), "figuration.", " It is short.");
        sink.Finish(FinishReason.Stop);

        client.Joined.ShouldBe(["text: figuration. It is short.", "finish: Stop"]);
        meter.HasDelivered.ShouldBeTrue();
        meter.Interrupt().ShouldBe(("figuration. It is short.".Length + 3) / 4);
    }

    [Fact]
    public void Reasoning_of_a_continuation_is_dropped()
    {
        var sink = Sink(Delivered);
        sink.Reasoning("Let me think"u8);
        sink.Signature(new ReasoningSignature(ReasoningSignatureKind.AnthropicSignature, JsonText.From("seal")));
        Write(sink, ContinuationPrompt.AnchorOf(Delivered) + "figuration.");
        sink.Finish(FinishReason.Stop);

        client.Joined.ShouldBe(["text: figuration.", "finish: Stop"]);
    }

    [Fact]
    public void A_tool_call_without_text_is_passed_on_immediately()
    {
        var sink = Sink("I will read it.");
        sink.ToolCall(0, new ToolCallHead("a", "read"));
        sink.Arguments(0, "{}"u8);
        sink.Finish(FinishReason.ToolCalls);

        client.Lines.ShouldBe(["call 0: read a", "arguments 0: {}", "finish: ToolCalls"]);
    }

    [Fact]
    public void A_restart_with_different_text_diverges_and_is_dropped()
    {
        var sink = Sink(Delivered);
        Write(sink, Delivered[..40], "a very different matter, namely that of the", new string('x', 300));
        sink.Finish(FinishReason.Stop);

        sink.HasDiverged.ShouldBeTrue();
        client.Lines.ShouldBeEmpty();
        meter.HasDelivered.ShouldBeFalse();
    }

    [Fact]
    public void A_refusal_to_continue_diverges()
    {
        var sink = Sink(Delivered);
        sink.Refusal("I cannot help with that."u8);

        sink.HasDiverged.ShouldBeTrue();
        client.Lines.ShouldBeEmpty();
    }

    [Fact]
    public void White_space_that_a_prefill_could_not_contain_is_not_repeated()
    {
        // Anthropic rejects a prefill that ends with white space, so it was prefill without.
        var sink = Sink("One.\n\n", prefill: "One.");
        Write(sink, "\n\nTwo. One.");
        sink.Finish(FinishReason.Stop);

        client.Joined.ShouldBe(["text: Two. One.", "finish: Stop"]);
    }

    [Fact]
    public void A_line_break_after_a_prefill_with_a_line_break_is_new_text()
    {
        var sink = Sink("One.\n", prefill: "One.\n");
        Write(sink, "\nTwo.");
        sink.Finish(FinishReason.Stop);

        client.Joined.ShouldBe(["text: \\nTwo.", "finish: Stop"]);
    }

    [Fact]
    public void Reasoning_is_passed_on_if_the_client_has_received_nothing()
    {
        var sink = new SplicingSink(client, splicer: null, meter) { ShowsReasoning = true };
        sink.Reasoning("Let me think"u8);

        client.Lines.ShouldBe(["reasoning: Let me think"]);
    }

    [Fact]
    public void All_text_is_new_if_the_client_has_none()
    {
        var sink = Sink("");
        Write(sink, "Hello");

        client.Lines.ShouldBe(["text: Hello"]);
    }

    private SplicingSink Sink(string delivered, string? prefill = null) =>
        new(client, ContinuationSplicer.Create(delivered, prefill), meter);

    private void Write(SplicingSink sink, params string[] fragments)
    {
        foreach (var fragment in fragments)
        {
            var escaped = JsonText.From(fragment).Escaped;
            meter.CountContent(escaped.Length, now: 1);
            sink.Text(escaped);
        }
    }
}
