using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Tests.TestKit.Fakes;

namespace JusInfer.Portal.Tests.Gateway.Streaming.Resumption;

/// <summary>Of a continuation, the client gets what is new to it and nothing else.</summary>
public sealed class SplicingSinkTests
{
    private const string Delivered = "The first thing to look at is the file that holds the con";

    private readonly RecordingSink client = new();
    private readonly Meter meter = new();

    [Fact]
    public void A_repeated_end_is_cut_and_not_billed()
    {
        var sink = Sink(Delivered);
        Say(sink, ContinuationPrompt.AnchorOf(Delivered), "figuration.", " It is short.");
        sink.Finish(FinishReason.Stop);

        client.Whole.ShouldBe(["text: figuration. It is short.", "finish: Stop"]);
        meter.HasDelivered.ShouldBeTrue();
        meter.BreakOff().ShouldBe(("figuration. It is short.".Length + 3) / 4);
    }

    [Fact]
    public void Reasoning_is_not_shown_again()
    {
        var sink = Sink(Delivered);
        sink.Reasoning("Let me think"u8);
        sink.Signature(new ReasoningSignature(ReasoningSignatureKind.AnthropicSignature, JsonText.Of("seal")));
        Say(sink, ContinuationPrompt.AnchorOf(Delivered) + "figuration.");
        sink.Finish(FinishReason.Stop);

        client.Whole.ShouldBe(["text: figuration.", "finish: Stop"]);
    }

    [Fact]
    public void A_model_that_calls_its_tool_without_a_word_is_taken_at_once()
    {
        var sink = Sink("I will read it.");
        sink.ToolCall(0, new ToolCallHead("a", "read"));
        sink.Arguments(0, "{}"u8);
        sink.Finish(FinishReason.ToolCalls);

        client.Told.ShouldBe(["call 0: read a", "arguments 0: {}", "finish: ToolCalls"]);
    }

    [Fact]
    public void A_beginning_anew_that_says_something_else_is_astray_and_none_of_it_passes()
    {
        var sink = Sink(Delivered);
        Say(sink, Delivered[..40], "a very different matter, namely that of the", new string('x', 300));
        sink.Finish(FinishReason.Stop);

        sink.HasDiverged.ShouldBeTrue();
        client.Told.ShouldBeEmpty();
        meter.HasDelivered.ShouldBeFalse();
    }

    [Fact]
    public void A_model_that_declines_to_go_on_is_astray()
    {
        var sink = Sink(Delivered);
        sink.Refusal("I cannot help with that."u8);

        sink.HasDiverged.ShouldBeTrue();
        client.Told.ShouldBeEmpty();
    }

    [Fact]
    public void An_open_turn_goes_on_right_behind_its_text()
    {
        // Anthropic takes no white space at the end of a prefill, so it was sent without.
        var sink = Sink("One.\n\n", sent: "One.");
        Say(sink, "\n\nTwo. One.");
        sink.Finish(FinishReason.Stop);

        client.Whole.ShouldBe(["text: Two. One.", "finish: Stop"]);
    }

    [Fact]
    public void A_line_break_that_the_model_was_shown_is_no_part_of_what_it_says_next()
    {
        var sink = Sink("One.\n", sent: "One.\n");
        Say(sink, "\nTwo.");
        sink.Finish(FinishReason.Stop);

        client.Whole.ShouldBe(["text: \\nTwo.", "finish: Stop"]);
    }

    [Fact]
    public void Where_the_client_has_nothing_it_is_shown_the_reasoning_too()
    {
        var sink = new SplicingSink(client, seam: null, meter) { ShowsReasoning = true };
        sink.Reasoning("Let me think"u8);

        client.Told.ShouldBe(["reasoning: Let me think"]);
    }

    [Fact]
    public void Where_the_client_has_no_text_all_of_it_is_new()
    {
        var sink = Sink("");
        Say(sink, "Hello");

        client.Told.ShouldBe(["text: Hello"]);
    }

    private SplicingSink Sink(string delivered, string? sent = null) => new(client, ContinuationSplicer.Of(delivered, sent), meter);

    private void Say(SplicingSink sink, params string[] pieces)
    {
        foreach (var piece in pieces)
        {
            var escaped = JsonText.Of(piece).Escaped;
            meter.Content(escaped.Length, now: 1);
            sink.Text(escaped);
        }
    }
}
