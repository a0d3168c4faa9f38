using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Responses;

/// <summary>
/// Ends an answer at one of the client's stop sequences, for an upstream that does not support them. Text that may be the beginning of a
/// sequence is buffered. Output after the sequence is counted, but not passed on.
/// </summary>
internal sealed class StopSequenceSink : ResponseSink
{
    private readonly string[] sequences;
    private string buffered = "";
    private string? matched;

    private StopSequenceSink(IResponseSink next, string[] sequences)
        : base(next) => this.sequences = sequences;

    /// <summary>
    /// A stage before <paramref name="next"/>; <paramref name="next"/> itself if the upstream supports all of the client's stop sequences.
    /// </summary>
    public static IResponseSink Before(IResponseSink next, Conversation? conversation, Func<JsonText, int, bool> isSupported)
    {
        if (conversation is null || conversation.Stop.IsEmpty) return next;

        // A sequence with an unpaired surrogate cannot occur in an answer.
        string[] stops = [.. conversation.Stop.Where((stop, index) => !isSupported(stop, index))
            .Select(static stop => stop.TryDecode(out var text) ? text : "").Where(static stop => stop.Length > 0)];
        return stops.Length == 0 ? next : new StopSequenceSink(next, stops);
    }

    /// <summary>The answer is complete, although the upstream goes on.</summary>
    public bool HasMatched => matched is not null;

    public override void Text(ReadOnlySpan<byte> escaped)
    {
        if (matched is not null) return;
        buffered += JsonText.OfEscaped(escaped).Decode();
        if (FindFirst(buffered) is ({ } sequence, var at))
        {
            matched = sequence;
            PassText(buffered[..at]);
            buffered = "";
            return;
        }

        var kept = PartialMatchLength(buffered);
        PassText(buffered[..^kept]);
        buffered = buffered[^kept..];
    }

    public override void Reasoning(ReadOnlySpan<byte> escaped)
    {
        if (matched is not null) return;
        Flush();
        Next.Reasoning(escaped);
    }

    public override void Signature(ReasoningSignature signature)
    {
        if (matched is null) Next.Signature(signature);
    }

    public override void Refusal(ReadOnlySpan<byte> escaped)
    {
        if (matched is not null) return;
        Flush();
        Next.Refusal(escaped);
    }

    public override void Logprobs(ReadOnlySpan<byte> json)
    {
        if (matched is null) Next.Logprobs(json);
    }

    public override void ToolCall(int number, in ToolCallHead head)
    {
        if (matched is not null) return;
        Flush();
        Next.ToolCall(number, head);
    }

    public override void Arguments(int number, ReadOnlySpan<byte> escaped)
    {
        if (matched is null) Next.Arguments(number, escaped);
    }

    public override void Citation(ReadOnlySpan<byte> json)
    {
        if (matched is null) Next.Citation(json);
    }

    public override void Finish(FinishReason reason, string? stopSequence = null)
    {
        Flush();
        if (matched is null) Next.Finish(reason, stopSequence);
        else Next.Finish(FinishReason.StopSequence, matched);
    }

    private void Flush()
    {
        PassText(buffered);
        buffered = "";
    }

    private void PassText(string text)
    {
        if (text.Length > 0) Next.Text(JsonText.From(text).Escaped);
    }

    private (string? Sequence, int At) FindFirst(string text)
    {
        (string? Sequence, int At) first = default;
        foreach (var sequence in sequences)
        {
            var at = text.IndexOf(sequence, StringComparison.Ordinal);
            if (at >= 0 && (first.Sequence is null || at < first.At)) first = (sequence, at);
        }

        return first;
    }

    /// <summary>The number of characters at the end of the text that may be the beginning of a sequence.</summary>
    private int PartialMatchLength(string text)
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
