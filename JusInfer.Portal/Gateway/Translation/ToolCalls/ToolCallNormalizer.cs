using JusInfer.Portal.Gateway.Translation.Responses;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls;

/// <summary>
/// Normalizes the tool calls of an answer for all clients: numbered from zero without gaps, one head with an id and a name before the
/// arguments, arguments that are a JSON object, and one matching finish reason.
/// </summary>
internal sealed class ToolCallNormalizer(IResponseSink next, ToolCallTable calls) : ResponseSink(next)
{
    private Dictionary<int, ToolCallHead>? ambiguous;

    /// <summary>The finish reason has been passed on.</summary>
    public bool IsFinished { get; private set; }

    public bool HasCalls => calls.Calls.Count > 0;

    /// <summary>Why the answer is invalid, as the end of a sentence that begins with the provider's name; null if it is valid.</summary>
    public string? Fault { get; private set; }

    public override void ToolCall(int number, in ToolCallHead head)
    {
        if (calls.IsAmbiguous(number, head)) (ambiguous ??= [])[number] = head;
        else Begin(number, head);
    }

    public override void Arguments(int number, ReadOnlySpan<byte> escaped)
    {
        if (ambiguous is not null && ambiguous.TryGetValue(number, out var head))
        {
            if (ArgumentPieces.IsBlank(escaped)) return;
            ambiguous.Remove(number);
            Begin(number, head);
        }

        var call = calls.GetOrAdd(number, new ToolCallHead("", ""));
        call.Add(escaped);
        Emit(call.Number);
    }

    /// <summary>
    /// Passes on the pending calls and the finish reason; further finish reasons are ignored. Calls without a name are a fault. Incomplete
    /// calls are a fault if the provider gave no finish reason.
    /// </summary>
    public override void Finish(FinishReason reason, string? stopSequence = null)
    {
        if (IsFinished) return;
        if (reason == FinishReason.Refusal) reason = reason.Normalize(HasCalls);
        if (calls.HasUnnamedCall && !reason.IsCutOff()) Fault = "called a tool without its name";
        else if (reason == FinishReason.Unstated && calls.IsWithinCall) Fault = "ended its stream within a tool call";
        if (Fault is not null) return;
        IsFinished = true;
        ambiguous?.Clear();
        foreach (var call in calls.Calls) call.End();
        Emit(calls.Calls.Count - 1);
        Next.Finish(reason.Normalize(calls.Calls.Count > 0), stopSequence);
    }

    /// <summary>Adds a head. It is held until its arguments or another call begin, because names may be split.</summary>
    private void Begin(int number, in ToolCallHead head)
    {
        var call = calls.GetOrAdd(number, head);
        Emit(call.Number - 1);
        call.Add(head);
    }

    /// <summary>Passes on the calls up to a number, as far as received. A call without a name yet delays the calls after it.</summary>
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
