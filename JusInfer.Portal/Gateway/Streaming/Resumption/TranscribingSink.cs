using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>Notes what the client is given of an answer that is told here at the time when it is written.</summary>
/// <param name="next">Who else is told.</param>
/// <param name="call">Whose answer it is.</param>
/// <param name="output">The client's stream.</param>
internal sealed class TranscribingSink(IAnswerSink next, Call call, PooledBuffer output) : AnswerSink(next)
{
    public override void Text(ReadOnlySpan<byte> escaped)
    {
        call.Transcript.Text(escaped);
        Next.Text(escaped);
    }

    public override void Reasoning(ReadOnlySpan<byte> escaped)
    {
        call.Transcript.Reasoning();
        Next.Reasoning(escaped);
    }

    public override void Refusal(ReadOnlySpan<byte> escaped)
    {
        call.Transcript.MoreThanText();
        Next.Refusal(escaped);
    }

    public override void Logprobs(ReadOnlySpan<byte> json)
    {
        call.Transcript.MoreThanText();
        Next.Logprobs(json);
    }

    public override void ToolCall(int number, in ToolCallHead head)
    {
        call.MarkCalls(output);
        Next.ToolCall(number, head);
    }
}
