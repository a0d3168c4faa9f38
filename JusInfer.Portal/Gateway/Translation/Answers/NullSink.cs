using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Translation.Answers;

/// <summary>The end of a pipeline whose answer passes verbatim beside it: what stands before it counts, and nothing is written.</summary>
internal sealed class NullSink : IAnswerSink
{
    public static readonly NullSink Instance = new();

    public void Text(ReadOnlySpan<byte> escaped)
    {
    }

    public void Reasoning(ReadOnlySpan<byte> escaped)
    {
    }

    public void Signature(ReasoningSignature seal)
    {
    }

    public void Refusal(ReadOnlySpan<byte> escaped)
    {
    }

    public void Citation(ReadOnlySpan<byte> json)
    {
    }

    public void ToolCall(int number, in ToolCallHead head)
    {
    }

    public void Arguments(int number, ReadOnlySpan<byte> escaped)
    {
    }

    public void Logprobs(ReadOnlySpan<byte> json)
    {
    }

    public void Usage(TokenBuckets tokens)
    {
    }

    public void Finish(FinishReason reason, string? stopSequence = null)
    {
    }
}
