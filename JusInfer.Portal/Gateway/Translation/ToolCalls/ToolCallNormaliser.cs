using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls;

/// <summary>
/// Makes an answer's tool calls what every client reads: numbered from zero without gaps, one head each with an id and a name before the
/// arguments, arguments that are an object, and a finish reason that says what was done.
/// </summary>
internal sealed class ToolCallNormaliser(IAnswerSink next, ToolCallTable calls) : AnswerSink(next)
{
    public override void ToolCall(int number, in ToolCallHead head)
    {
        var call = calls.Of(number, head);
        TellBefore(call);
        call.Take(head);
    }

    public override void Arguments(int number, ReadOnlySpan<byte> escaped)
    {
        var call = calls.Of(number, new ToolCallHead("", ""));
        Tell(call);
        if (call.Take(escaped)) Next.Arguments(call.Number, escaped);
    }

    public override void Finish(FinishReason reason, string? stopSequence = null)
    {
        foreach (var call in calls.Calls)
        {
            Tell(call);
            if (call.IsEmpty && call.Head.Kind == ToolKind.Function) Next.Arguments(call.Number, "{}"u8);
        }

        Next.Finish(reason.Given(calls.Calls.Count > 0), stopSequence);
    }

    /// <summary>A head waits for what follows it, since names come in pieces; that another call begins ends the wait.</summary>
    private void TellBefore(ToolCallEntry begun)
    {
        for (var number = 0; number < begun.Number; number++) Tell(calls.Calls[number]);
    }

    private void Tell(ToolCallEntry call)
    {
        if (!call.IsTold) Next.ToolCall(call.Number, call.Tell(calls.IdFor(call)));
    }
}
