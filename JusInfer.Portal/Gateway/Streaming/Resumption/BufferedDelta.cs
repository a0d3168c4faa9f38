using System.Runtime.InteropServices;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>A delta of an answer, kept until it can be written to the client.</summary>
internal sealed class BufferedDelta(DeltaKind kind)
{
    private readonly List<byte> bytes = [];

    public DeltaKind Kind => kind;

    /// <summary>The tool call's number, as its reader assigns it.</summary>
    public int Number { get; init; }

    public ToolCallHead Head { get; init; }

    public ReasoningSignature? Signature { get; init; }

    public static BufferedDelta Of(DeltaKind kind, int number, ReadOnlySpan<byte> bytes)
    {
        var delta = new BufferedDelta(kind) { Number = number };
        delta.Add(bytes);
        return delta;
    }

    public void Add(ReadOnlySpan<byte> more) => bytes.AddRange(more);

    /// <summary>The unescaped text.</summary>
    public string Decode() => JsonText.OfEscaped(CollectionsMarshal.AsSpan(bytes)).Decode();

    public void WriteTo(IAnswerSink sink)
    {
        var content = CollectionsMarshal.AsSpan(bytes);
        switch (kind)
        {
            case DeltaKind.Text:
                sink.Text(content);
                break;
            case DeltaKind.Reasoning:
                sink.Reasoning(content);
                break;
            case DeltaKind.Signature:
                sink.Signature(Signature!);
                break;
            case DeltaKind.Refusal:
                sink.Refusal(content);
                break;
            case DeltaKind.Citation:
                sink.Citation(content);
                break;
            case DeltaKind.Logprobs:
                sink.Logprobs(content);
                break;
            case DeltaKind.ToolCall:
                sink.ToolCall(Number, Head);
                break;
            default:
                sink.Arguments(Number, content);
                break;
        }
    }
}

internal enum DeltaKind
{
    Text,
    Reasoning,
    Signature,
    Refusal,
    Citation,
    Logprobs,
    ToolCall,
    Arguments,
}
