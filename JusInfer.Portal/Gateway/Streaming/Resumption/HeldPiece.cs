using System.Runtime.InteropServices;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>A piece of an answer that waits to be told.</summary>
internal sealed class HeldPiece(PieceKind kind)
{
    private readonly List<byte> bytes = [];

    public PieceKind Kind => kind;

    /// <summary>Of a call, as its reader numbers it.</summary>
    public int Number { get; init; }

    public ToolCallHead Head { get; init; }

    public ReasoningSeal? Seal { get; init; }

    public static HeldPiece Of(PieceKind kind, int number, ReadOnlySpan<byte> bytes)
    {
        var piece = new HeldPiece(kind) { Number = number };
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
            case PieceKind.Text:
                sink.Text(said);
                break;
            case PieceKind.Reasoning:
                sink.Reasoning(said);
                break;
            case PieceKind.Seal:
                sink.Seal(Seal!);
                break;
            case PieceKind.Refusal:
                sink.Refusal(said);
                break;
            case PieceKind.Citation:
                sink.Citation(said);
                break;
            case PieceKind.Logprobs:
                sink.Logprobs(said);
                break;
            case PieceKind.ToolCall:
                sink.ToolCall(Number, Head);
                break;
            default:
                sink.Arguments(Number, said);
                break;
        }
    }
}

internal enum PieceKind
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
