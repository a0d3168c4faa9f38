namespace JusInfer.Portal.Gateway.Translation.Responses;

/// <summary>
/// Reports before the finish reason that a model refused to answer, or ended its answer with neither text nor a tool call. An answer that is empty because of the limit of
/// tokens or of a stop sequence is the one that the client asked for.
/// </summary>
/// <param name="next">The next stage.</param>
/// <param name="report">Receives the fault.</param>
internal sealed class RefusalCheckSink(IResponseSink next, Action<ResponseFault> report) : ResponseSink(next)
{
    private bool hasContent;
    private bool isRefused;

    public override void Text(ReadOnlySpan<byte> escaped)
    {
        hasContent |= !escaped.IsEmpty;
        Next.Text(escaped);
    }

    public override void Refusal(ReadOnlySpan<byte> escaped)
    {
        isRefused |= !escaped.IsEmpty;
        Next.Refusal(escaped);
    }

    public override void ToolCall(int number, in ToolCallHead head)
    {
        hasContent = true;
        Next.ToolCall(number, head);
    }

    public override void Extension(ExtensionKind kind, ReadOnlySpan<byte> properties)
    {
        hasContent |= kind is ExtensionKind.Media or ExtensionKind.ItemEvent;
        Next.Extension(kind, properties);
    }

    public override void Finish(FinishReason reason, string? stopSequence = null)
    {
        if (isRefused || reason is FinishReason.Refusal or FinishReason.ContentFilter) report(ResponseFault.Refused);
        else if (!hasContent && reason is (FinishReason.Stop or FinishReason.ToolCalls or FinishReason.Unstated))
            report(ResponseFault.Empty);
        Next.Finish(reason, stopSequence);
    }
}
