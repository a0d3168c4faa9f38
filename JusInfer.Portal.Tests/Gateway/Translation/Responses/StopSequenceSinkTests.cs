using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Tests.Gateway.Translation.Responses;

/// <summary>An answer ends before the client's stop sequence, however it is split into pieces.</summary>
public sealed class StopSequenceSinkTests
{
    [Theory]
    [InlineData("one ENDtwo", "one ")]
    [InlineData("one\n\n# two", "one")]
    [InlineData("EN EN END", "EN EN ")]
    [InlineData("ENENDEND", "EN")]
    [InlineData("nothing of the kind, but EN", "nothing of the kind, but EN")]
    [InlineData("END", "")]
    [InlineData("ü😀END", "ü😀")]
    public void An_answer_ends_before_a_stop_sequence_that_is_split_into_pieces_of_any_size(string text, string expected)
    {
        for (var size = 1; size <= text.Length; size++)
        {
            var (received, reason, sequence) = Received(text, size);

            received.ShouldBe(expected, $"in pieces of {size}");
            reason.ShouldBe(received == text ? FinishReason.Stop : FinishReason.StopSequence);
            if (received != text) sequence.ShouldBeOneOf("END", "\n\n#");
        }
    }

    [Fact]
    public void No_stage_is_added_for_a_request_without_stop_sequences() =>
        StopSequenceSink.Before(NullSink.Instance, Conversation(), static (_, _) => false).ShouldBeSameAs(NullSink.Instance);

    [Fact]
    public void An_unpaired_surrogate_is_not_a_stop_sequence() =>
        StopSequenceSink.Before(NullSink.Instance, Conversation() with { Stop = [JsonText.OfEscaped("\\ud83d"u8)] }, static (_, _) => false).ShouldBeSameAs(NullSink.Instance);

    [Fact]
    public void No_stage_is_added_for_stop_sequences_that_the_upstream_supports() =>
        StopSequenceSink.Before(NullSink.Instance, Conversation("END"), static (_, _) => true).ShouldBeSameAs(NullSink.Instance);

    private static (string Text, FinishReason Reason, string? Sequence) Received(string text, int size)
    {
        var listener = new Listener();
        var sink = StopSequenceSink.Before(listener, Conversation("END", "\n\n#"), static (_, _) => false);
        for (var at = 0; at < text.Length;)
        {
            var length = Math.Min(size, text.Length - at);
            if (at + length < text.Length && char.IsLowSurrogate(text[at + length])) length++;
            sink.Text(JsonText.From(text.Substring(at, length)).Escaped);
            at += length;
        }

        sink.Finish(FinishReason.Stop);
        return (listener.Received.ToString(), listener.Reason, listener.Sequence);
    }

    private static Conversation Conversation(params string[] stop) => new()
    {
        Source = JsonDocument.Parse("{}"),
        Turns = [new Turn(TurnRole.User, [], "messages[0]")],
        Stop = [.. stop.Select(JsonText.From)],
    };

    private sealed class Listener() : ResponseSink(NullSink.Instance)
    {
        public StringBuilder Received { get; } = new();

        public FinishReason Reason { get; private set; }

        public string? Sequence { get; private set; }

        public override void Text(ReadOnlySpan<byte> escaped) => Received.Append(JsonText.OfEscaped(escaped).Decode());

        public override void Finish(FinishReason reason, string? stopSequence = null) => (Reason, Sequence) = (reason, stopSequence);
    }
}
