using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Translation.Responses;

/// <summary>A stage of the pipeline between a reader and a writer. It passes on each delta whose method is not overridden.</summary>
internal abstract class ResponseSink(IResponseSink next) : IResponseSink
{
    /// <summary>The next stage.</summary>
    protected IResponseSink Next { get; set; } = next;

    public virtual void Text(ReadOnlySpan<byte> escaped) => Next.Text(escaped);

    public virtual void Reasoning(ReadOnlySpan<byte> escaped) => Next.Reasoning(escaped);

    public virtual void Signature(ReasoningSignature signature) => Next.Signature(signature);

    public virtual void Refusal(ReadOnlySpan<byte> escaped) => Next.Refusal(escaped);

    public virtual void Citation(ReadOnlySpan<byte> json) => Next.Citation(json);

    public virtual void ToolCall(int number, in ToolCallHead head) => Next.ToolCall(number, head);

    public virtual void Arguments(int number, ReadOnlySpan<byte> escaped) => Next.Arguments(number, escaped);

    public virtual void Logprobs(ReadOnlySpan<byte> json) => Next.Logprobs(json);

    public virtual void Extension(ExtensionKind kind, ReadOnlySpan<byte> properties) => Next.Extension(kind, properties);

    public virtual void Choice(int index) => Next.Choice(index);

    public virtual void Usage(in ReportedUsage usage) => Next.Usage(usage);

    public virtual void Model(ReadOnlySpan<byte> escaped) => Next.Model(escaped);

    public virtual void Tier(string tier) => Next.Tier(tier);

    public virtual void HostedToolCalls(string tool, long calls) => Next.HostedToolCalls(tool, calls);

    public virtual void Finish(FinishReason reason, string? stopSequence = null) => Next.Finish(reason, stopSequence);
}
