using System.Runtime.InteropServices;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>A piece of an answer that waits to be told.</summary>
internal sealed class BufferedDelta(DeltaKind kind)
{
    private readonly List<byte> bytes = [];

    public DeltaKind Kind => kind;

    /// <summary>Of a call, as its reader numbers it.</summary>
    public int Number { get; init; }

    public ToolCallHead Head { get; init; }

    public ReasoningSignature? Seal { get; init; }

    public static BufferedDelta Of(DeltaKind kind, int number, ReadOnlySpan<byte> bytes)
    {
        var piece = new BufferedDelta(kind) { Number = number };
        piece.Add(bytes);
        return piece;
    }

    public void Add(ReadOnlySpan<byte> more) => bytes.AddRange(more);

    /// <summary>What it says, where it is text.</summary>
    public string Decode() => JsonText.OfEscaped(CollectionsMarshal.AsSpan(bytes)).Decode();

    public void Tell(IAnswerSink sink)
    {
        var said = CollectionsMarshal.AsSpan(bytes);
        switch (kind)
        {
            case DeltaKind.Text:
                sink.Text(said);
                break;
            case DeltaKind.Reasoning:
                sink.Reasoning(said);
                break;
            case DeltaKind.Seal:
                sink.Signature(Seal!);
                break;
            case DeltaKind.Refusal:
                sink.Refusal(said);
                break;
            case DeltaKind.Citation:
                sink.Citation(said);
                break;
            case DeltaKind.Logprobs:
                sink.Logprobs(said);
                break;
            case DeltaKind.ToolCall:
                sink.ToolCall(Number, Head);
                break;
            default:
                sink.Arguments(Number, said);
                break;
        }
    }
}

internal enum DeltaKind
{
    Text,
    Reasoning,
    Seal,
    Refusal,
    Citation,
    Logprobs,
    ToolCall,
    Arguments,
}
