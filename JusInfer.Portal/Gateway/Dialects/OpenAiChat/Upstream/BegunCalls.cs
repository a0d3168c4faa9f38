using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Translation.ToolCalls;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Upstream;

/// <summary>Notes of a stream's tool calls whether they are whole, for an end that does not say why it is one.</summary>
internal sealed class BegunCalls(IAnswerSink next) : AnswerSink(next)
{
    private readonly ToolCallTable calls = new("");

    /// <summary>What has come of them, no client could run.</summary>
    public bool AreBroken => calls.IsWithinCall;

    public override void ToolCall(int number, in ToolCallHead head)
    {
        calls.Of(number, head).Take(head);
        Next.ToolCall(number, head);
    }

    public override void Arguments(int number, ReadOnlySpan<byte> escaped)
    {
        calls.Of(number, new ToolCallHead("", "")).Take(escaped);
        Next.Arguments(number, escaped);
    }
}
