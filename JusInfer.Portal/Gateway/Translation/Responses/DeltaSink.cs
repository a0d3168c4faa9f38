using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Translation.Responses;

/// <summary>A sink that treats all deltas alike: each of them is one call of <see cref="Take"/>.</summary>
internal abstract class DeltaSink : IResponseSink
{
    protected abstract void Take(in ResponseDelta delta);

    public abstract void Usage(in ReportedUsage usage);

    public virtual void Model(ReadOnlySpan<byte> escaped)
    {
    }

    public virtual void Tier(string tier)
    {
    }

    public virtual void HostedToolCalls(string tool, long calls)
    {
    }

    public void Text(ReadOnlySpan<byte> escaped) => Take(new(DeltaKind.Text, 0, escaped));

    public void Reasoning(ReadOnlySpan<byte> escaped) => Take(new(DeltaKind.Reasoning, 0, escaped));

    public void Signature(ReasoningSignature signature) => Take(new(DeltaKind.Signature, 0, default, signature));

    public void Refusal(ReadOnlySpan<byte> escaped) => Take(new(DeltaKind.Refusal, 0, escaped));

    public void Citation(ReadOnlySpan<byte> json) => Take(new(DeltaKind.Citation, 0, json));

    public void ToolCall(int number, in ToolCallHead head) => Take(new(DeltaKind.ToolCall, number, default, head));

    public void Arguments(int number, ReadOnlySpan<byte> escaped) => Take(new(DeltaKind.Arguments, number, escaped));

    public void Logprobs(ReadOnlySpan<byte> json) => Take(new(DeltaKind.Logprobs, 0, json));

    public void Extension(ExtensionKind kind, ReadOnlySpan<byte> properties) => Take(new(DeltaKind.Extension, (int)kind, properties));

    public void Choice(int index) => Take(new(DeltaKind.Choice, index, default));

    public void Finish(FinishReason reason, string? stopSequence = null) =>
        Take(new(DeltaKind.Finish, (int)reason, default, stopSequence));
}
