using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Translation.Responses;

/// <summary>One call of a method of <see cref="IResponseSink"/> as a value, for stages that treat all of them alike.</summary>
/// <param name="kind">The method.</param>
/// <param name="number">The number of a tool call, the index of a choice, or the value of the method's enum parameter; otherwise zero.</param>
/// <param name="bytes">The text or JSON argument of the method; valid as long as that argument.</param>
/// <param name="value">The <see cref="ToolCallHead"/>, the <see cref="ReasoningSignature"/> or the stop sequence.</param>
internal readonly ref struct ResponseDelta(DeltaKind kind, int number, ReadOnlySpan<byte> bytes, object? value = null)
{
    public DeltaKind Kind => kind;

    public int Number => number;

    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    public object? Value => value;

    /// <summary>Two successive deltas of this kind can be concatenated to one.</summary>
    public bool IsText => kind is DeltaKind.Text or DeltaKind.Reasoning or DeltaKind.Refusal or DeltaKind.Arguments;

    /// <summary>Calls the method on a sink.</summary>
    public void ReportTo(IResponseSink sink)
    {
        switch (kind)
        {
            case DeltaKind.Text:
                sink.Text(Bytes);
                break;
            case DeltaKind.Reasoning:
                sink.Reasoning(Bytes);
                break;
            case DeltaKind.Signature:
                sink.Signature((ReasoningSignature)value!);
                break;
            case DeltaKind.Refusal:
                sink.Refusal(Bytes);
                break;
            case DeltaKind.Citation:
                sink.Citation(Bytes);
                break;
            case DeltaKind.ToolCall:
                sink.ToolCall(number, (ToolCallHead)value!);
                break;
            case DeltaKind.Arguments:
                sink.Arguments(number, Bytes);
                break;
            case DeltaKind.Logprobs:
                sink.Logprobs(Bytes);
                break;
            case DeltaKind.Extension:
                sink.Extension((ExtensionKind)number, Bytes);
                break;
            case DeltaKind.Choice:
                sink.Choice(number);
                break;
            case DeltaKind.Finish:
                sink.Finish((FinishReason)number, (string?)value);
                break;
        }
    }
}
