using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Answers;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls;

/// <summary>
/// Makes an answer's tool calls what every client reads: numbered from zero without gaps, one head each with an id and a name before the
/// arguments, arguments that are an object, and a finish reason that says what was done.
/// </summary>
internal sealed class ToolCallNormalizer(IAnswerSink next, ToolCallTable calls) : AnswerSink(next)
{
    private readonly Dictionary<int, ToolCallHead> unclear = [];

    public override void ToolCall(int number, in ToolCallHead head)
    {
        if (calls.IsUnclear(number, head)) unclear[number] = head;
        else Begin(number, head);
    }

    public override void Arguments(int number, ReadOnlySpan<byte> escaped)
    {
        if (unclear.TryGetValue(number, out var head))
        {
            if (ArgumentPieces.IsBlank(escaped)) return;
            unclear.Remove(number);
            Begin(number, head);
        }

        var call = calls.Of(number, new ToolCallHead("", ""));
        call.Take(escaped);
        Emit(call.Number);
    }

    /// <exception cref="JsonException">A call has no name, and the answer is not cut off.</exception>
    public override void Finish(FinishReason reason, string? stopSequence = null)
    {
        if (calls.HasNameless && !reason.IsCutOff()) throw new JsonException("A tool call has no name.");
        unclear.Clear();
        foreach (var call in calls.Calls) call.End();
        Emit(calls.Calls.Count - 1);
        Next.Finish(reason.Given(calls.Calls.Count > 0), stopSequence);
    }

    /// <summary>A head waits for what follows it, since names come in pieces; that another call begins ends the wait.</summary>
    private void Begin(int number, in ToolCallHead head)
    {
        var call = calls.Of(number, head);
        Emit(call.Number - 1);
        call.Take(head);
    }

    /// <summary>Tells what has come of the calls up to a number. One whose name is yet to come keeps those after it waiting.</summary>
    private void Emit(int last)
    {
        for (var number = 0; number <= last && calls.Calls[number] is { Name.Length: > 0 } call; number++)
        {
            if (!call.IsEmitted) Next.ToolCall(number, call.Emit(calls.IdFor(call)));
            if (call.Pending.IsEmpty) continue;
            Next.Arguments(number, call.Pending);
            call.EmitArguments();
        }
    }
}
