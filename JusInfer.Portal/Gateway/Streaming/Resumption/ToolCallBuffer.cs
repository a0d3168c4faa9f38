using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>
/// Stands right before a front door's writer: notes what the client is given, and holds tool calls, and whatever comes after the first,
/// until the model has stopped. An upstream that dies before leaves nothing of them behind.
/// </summary>
internal sealed class ToolCallBuffer(IAnswerSink next, Transcript transcript, bool holds) : IAnswerSink
{
    private readonly List<BufferedDelta> held = [];
    private bool isHolding;
    private bool isOver;

    /// <summary>
    /// What this upstream says does not go with what the client has: another call than the one it was told of, or no document where one had
    /// begun.
    /// </summary>
    public bool HasDiverged { get; private set; }

    /// <summary>The answer has to be one JSON document: what goes on with it is held until it is known to make it one.</summary>
    public bool MustBeJson { get; init; }

    public void Text(ReadOnlySpan<byte> escaped)
    {
        if (isHolding || MustBeJson)
        {
            Hold(DeltaKind.Text, 0, escaped);
            return;
        }

        transcript.Text(escaped);
        next.Text(escaped);
    }

    public void Reasoning(ReadOnlySpan<byte> escaped)
    {
        if (isHolding)
        {
            Hold(DeltaKind.Reasoning, 0, escaped);
            return;
        }

        transcript.Reasoning();
        next.Reasoning(escaped);
    }

    public void Signature(ReasoningSignature seal)
    {
        if (isHolding) held.Add(new BufferedDelta(DeltaKind.Signature) { Signature = seal });
        else next.Signature(seal);
    }

    public void Refusal(ReadOnlySpan<byte> escaped)
    {
        if (isHolding)
        {
            Hold(DeltaKind.Refusal, 0, escaped);
            return;
        }

        transcript.MoreThanText();
        next.Refusal(escaped);
    }

    public void Citation(ReadOnlySpan<byte> json)
    {
        if (isHolding) held.Add(BufferedDelta.Of(DeltaKind.Citation, 0, json));
        else next.Citation(json);
    }

    public void ToolCall(int number, in ToolCallHead head)
    {
        if (!holds)
        {
            transcript.MoreThanText();
            next.ToolCall(number, head);
            return;
        }

        if (!isHolding)
        {
            isHolding = true;
            transcript.BeginToolCalls(unread: null);
            HasDiverged = transcript.Announced is { } told && told.Name != head.Name;
        }

        held.Add(new BufferedDelta(DeltaKind.ToolCall) { Number = number, Head = head });
    }

    public void Arguments(int number, ReadOnlySpan<byte> escaped)
    {
        if (isHolding) Hold(DeltaKind.Arguments, number, escaped);
        else next.Arguments(number, escaped);
    }

    public void Logprobs(ReadOnlySpan<byte> json)
    {
        if (isHolding)
        {
            held.Add(BufferedDelta.Of(DeltaKind.Logprobs, 0, json));
            return;
        }

        transcript.MoreThanText();
        next.Logprobs(json);
    }

    public void Usage(TokenBuckets tokens) => next.Usage(tokens);

    public void Finish(FinishReason reason, string? stopSequence = null)
    {
        // A reader may tell it twice: once the calls are let go, nothing is astray any more.
        HasDiverged |= transcript.Announced is not null && !isHolding && !isOver;
        HasDiverged |= MustBeJson && reason == FinishReason.Stop && !IsDocument();
        if (HasDiverged) return;
        isOver = true;
        LetGo();
        next.Finish(reason, stopSequence);
    }

    /// <summary>The client has waited long: tells it which call is coming, and from then on that it still is.</summary>
    /// <returns>False where none is held.</returns>
    public bool Announce()
    {
        if (held is not [{ Kind: DeltaKind.ToolCall } first, ..]) return false;
        if (transcript.Announced is null)
        {
            next.ToolCall(first.Number, first.Head);
            transcript.Announced = new AnnouncedToolCall(first.Head.Id, first.Head.Name);
        }
        else
        {
            next.Arguments(first.Number, default);
        }

        return true;
    }

    /// <summary>The upstream died: what is held was never said.</summary>
    public void Drop()
    {
        held.Clear();
        isHolding = false;
    }

    private void LetGo()
    {
        isHolding = false;
        var isTold = transcript.Announced is not null;
        foreach (var piece in held)
        {
            if (isTold && piece.Kind == DeltaKind.ToolCall) isTold = false;
            else piece.WriteTo(next);
        }

        held.Clear();
    }

    /// <summary>What the client has and what is held are one JSON document.</summary>
    private bool IsDocument()
    {
        var said = held.FindAll(static piece => piece.Kind == DeltaKind.Text);
        return PartialJson.IsComplete(transcript.Read() + string.Concat(said.Select(static piece => piece.Decode())));
    }

    private void Hold(DeltaKind kind, int number, ReadOnlySpan<byte> bytes)
    {
        if (held is [.., var last] && last.Kind == kind && last.Number == number) last.Add(bytes);
        else held.Add(BufferedDelta.Of(kind, number, bytes));
    }
}
