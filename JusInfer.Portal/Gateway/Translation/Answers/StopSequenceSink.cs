using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Answers;

/// <summary>
/// Ends an answer where it says one of the caller's stop sequences, for an upstream that does not. What may be the beginning of
/// one is held until it is known; what the model says after it is counted and not passed on.
/// </summary>
internal sealed class StopSequenceSink : AnswerSink
{
    private readonly string[] sequences;
    private string held = "";
    private string? said;

    private StopSequenceSink(IAnswerSink next, string[] sequences)
        : base(next) => this.sequences = sequences;

    /// <summary>
    /// Such a stage before <paramref name="next"/>; <paramref name="next"/> itself where the upstream takes all of the caller's stop
    /// sequences.
    /// </summary>
    public static IAnswerSink Before(IAnswerSink next, Conversation? conversation, Func<JsonText, bool> isTaken)
    {
        // One with half a letter is no text, and so none that an answer could say.
        string[] stops = conversation is null
            ? []
            : [.. conversation.Stop.Where(stop => !isTaken(stop))
                .Select(static stop => stop.TryDecode(out var text) ? text : "").Where(static stop => stop.Length > 0)];
        return stops.Length == 0 ? next : new StopSequenceSink(next, stops);
    }

    public override void Text(ReadOnlySpan<byte> escaped)
    {
        if (said is not null) return;
        held += JsonText.OfEscaped(escaped).Decode();
        if (FirstIn(held) is ({ } sequence, var at))
        {
            said = sequence;
            Pass(held[..at]);
            held = "";
            return;
        }

        var kept = LongestPrefix(held);
        Pass(held[..^kept]);
        held = held[^kept..];
    }

    public override void ToolCall(int number, in ToolCallHead head)
    {
        if (said is not null) return;
        LetGo();
        Next.ToolCall(number, head);
    }

    public override void Arguments(int number, ReadOnlySpan<byte> escaped)
    {
        if (said is null) Next.Arguments(number, escaped);
    }

    public override void Citation(ReadOnlySpan<byte> json)
    {
        if (said is null) Next.Citation(json);
    }

    public override void Finish(FinishReason reason, string? stopSequence = null)
    {
        LetGo();
        if (said is null) Next.Finish(reason, stopSequence);
        else Next.Finish(FinishReason.StopSequence, said);
    }

    private void LetGo()
    {
        Pass(held);
        held = "";
    }

    private void Pass(string text)
    {
        if (text.Length > 0) Next.Text(JsonText.Of(text).Escaped);
    }

    private (string? Sequence, int At) FirstIn(string text)
    {
        (string? Sequence, int At) first = default;
        foreach (var sequence in sequences)
        {
            var at = text.IndexOf(sequence, StringComparison.Ordinal);
            if (at >= 0 && (first.Sequence is null || at < first.At)) first = (sequence, at);
        }

        return first;
    }

    /// <summary>How many letters at the end may be the beginning of a sequence.</summary>
    private int LongestPrefix(string text)
    {
        var longest = 0;
        foreach (var sequence in sequences)
        {
            for (var length = Math.Min(sequence.Length - 1, text.Length); length > longest; length--)
            {
                if (text.AsSpan(text.Length - length).SequenceEqual(sequence.AsSpan(0, length))) longest = length;
            }
        }

        return longest;
    }
}
