using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Streaming;

/// <summary>
/// The last stage of a stream's pipeline. Records in the transcript what the client receives. Buffers tool calls and all later deltas until
/// the finish reason, because clients run a call only then. After a failed upstream, the client receives none of them.
/// </summary>
/// <param name="next">The client's end.</param>
/// <param name="transcript">Records what is passed on.</param>
/// <param name="buffers">False if the client streams tool calls as they arrive. Such an answer cannot be resumed from there on.</param>
internal sealed class ToolCallBuffer(IResponseSink next, Transcript transcript, bool buffers) : DeltaSink
{
    private DeltaLog? buffered;
    private bool isBuffering;
    private bool isWithheld;

    /// <summary>
    /// The answer of this upstream does not continue the delivered one: it has another tool call than the announced one, or does not
    /// complete the JSON document.
    /// </summary>
    public bool HasDiverged { get; private set; }

    /// <summary>The answer must be one JSON document. Its continuation is buffered until it is known to complete the document.</summary>
    public bool MustBeJson { get; init; }

    /// <summary>A refusal at the beginning of the answer is buffered like tool calls, because another model may repeat the answer.</summary>
    public bool BuffersRefusals { get; init; }

    /// <summary>Asked at the finish reason: whether what is buffered is kept from the client, because another model repeats the answer.</summary>
    public Func<bool> Withholds { get; init; } = static () => false;

    /// <summary>The first buffered delta is the head of a tool call, which can be announced.</summary>
    public bool HasToolCall => buffered?.FirstToolCall is not null;

    public override void Usage(in ReportedUsage usage) => next.Usage(usage);

    /// <summary>
    /// Sends the start of the buffered tool call to a client that has waited for long, or empty arguments if it already has the start.
    /// </summary>
    public void Announce()
    {
        if (buffered?.FirstToolCall is not { } head) return;
        if (transcript.Announced is not null)
        {
            next.Arguments(0, default);
            return;
        }

        next.ToolCall(0, head);
        transcript.Announced = new AnnouncedToolCall(head.Id, head.Name);
    }

    /// <summary>Drops the buffered deltas, because the upstream failed.</summary>
    public void Drop()
    {
        buffered?.Clear();
        isBuffering = false;
    }

    /// <summary>Hands over the withheld end of the answer: the tool calls or the refusal, and the finish reason. Null if nothing is withheld.</summary>
    public DeltaLog? TakeWithheld()
    {
        var withheld = isWithheld ? buffered : null;
        if (withheld is not null) (buffered, isWithheld, isBuffering) = (null, false, false);
        return withheld;
    }

    protected override void Take(in ResponseDelta delta)
    {
        if (delta.Kind == DeltaKind.Finish)
        {
            Finish(delta);
            return;
        }

        if (delta.Kind == DeltaKind.ToolCall && buffers && !isBuffering) Begin((ToolCallHead)delta.Value!);
        if (delta.Kind == DeltaKind.Refusal && BuffersRefusals && !isBuffering && !transcript.HasText) BeginRefusal();
        if (isBuffering || (MustBeJson && delta.Kind == DeltaKind.Text))
        {
            (buffered ??= new DeltaLog()).Add(delta);
            return;
        }

        UpdateTranscript(delta);
        delta.ReportTo(next);
    }

    private void Begin(ToolCallHead head)
    {
        isBuffering = true;
        transcript.BeginToolCalls();
        HasDiverged = transcript.Announced is { } announced && announced.Name != head.Name;
    }

    private void BeginRefusal()
    {
        isBuffering = true;
        transcript.BeginToolCalls();
    }

    private void UpdateTranscript(in ResponseDelta delta)
    {
        switch (delta.Kind)
        {
            case DeltaKind.Text:
                transcript.AddText(delta.Bytes);
                break;
            case DeltaKind.Reasoning or DeltaKind.Signature:
            case DeltaKind.Extension when delta.Number == (int)ExtensionKind.Content:
                transcript.AddReasoning();
                break;
            case DeltaKind.Refusal or DeltaKind.Logprobs or DeltaKind.ToolCall:
            case DeltaKind.Extension when (ExtensionKind)delta.Number is ExtensionKind.Media or ExtensionKind.ItemEvent:
                transcript.AddUnresumable();
                break;
        }
    }

    private void Finish(in ResponseDelta finish)
    {
        HasDiverged |= transcript.Announced is not null && !isBuffering;
        HasDiverged |= MustBeJson && finish.Number == (int)FinishReason.Stop && !PartialJson.IsComplete(transcript.Read() + buffered?.ReadText());
        if (HasDiverged) return;
        if (Withholds())
        {
            isWithheld = true;
            (buffered ??= new DeltaLog()).Add(finish);
            return;
        }

        isBuffering = false;
        if (transcript.Announced is not null) buffered?.RemoveFirst(DeltaKind.ToolCall);
        buffered?.MoveTo(next);
        finish.ReportTo(next);
    }
}
