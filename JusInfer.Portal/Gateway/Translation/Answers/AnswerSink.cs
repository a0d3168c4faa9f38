using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Translation.Answers;

/// <summary>A stage between a reader and a writer: passes on what it does not change.</summary>
internal abstract class AnswerSink(IAnswerSink next) : IAnswerSink
{
    protected IAnswerSink Next => next;

    public virtual void Text(ReadOnlySpan<byte> escaped) => next.Text(escaped);

    public virtual void Reasoning(ReadOnlySpan<byte> escaped) => next.Reasoning(escaped);

    public virtual void Signature(ReasoningSignature seal) => next.Signature(seal);

    public virtual void Refusal(ReadOnlySpan<byte> escaped) => next.Refusal(escaped);

    public virtual void Citation(ReadOnlySpan<byte> json) => next.Citation(json);

    public virtual void ToolCall(int number, in ToolCallHead head) => next.ToolCall(number, head);

    public virtual void Arguments(int number, ReadOnlySpan<byte> escaped) => next.Arguments(number, escaped);

    public virtual void Logprobs(ReadOnlySpan<byte> json) => next.Logprobs(json);

    public virtual void Usage(TokenBuckets tokens) => next.Usage(tokens);

    public virtual void Finish(FinishReason reason, string? stopSequence = null) => next.Finish(reason, stopSequence);
}
