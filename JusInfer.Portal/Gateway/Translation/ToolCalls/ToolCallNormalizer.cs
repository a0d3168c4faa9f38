using JusInfer.Portal.Gateway.Translation.Answers;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls;

/// <summary>
/// Gives an answer's tool calls the form that every client reads: numbered from zero without gaps, one head each with an id and a name
/// before the arguments, arguments that are an object, and one finish reason that fits.
/// </summary>
internal sealed class ToolCallNormalizer(IAnswerSink next, ToolCallTable calls) : AnswerSink(next)
{
    private Dictionary<int, ToolCallHead>? unclear;

    /// <summary>The finish reason has been passed on.</summary>
    public bool IsFinished { get; private set; }

    public bool HasCalls => calls.Calls.Count > 0;

    /// <summary>Why the answer cannot be used, to follow the provider's name in a sentence; null where nothing is wrong.</summary>
    public string? Fault { get; private set; }

    public override void ToolCall(int number, in ToolCallHead head)
    {
        if (calls.IsUnclear(number, head)) (unclear ??= [])[number] = head;
        else Begin(number, head);
    }

    public override void Arguments(int number, ReadOnlySpan<byte> escaped)
    {
        if (unclear is not null && unclear.TryGetValue(number, out var head))
        {
            if (ArgumentPieces.IsBlank(escaped)) return;
            unclear.Remove(number);
            Begin(number, head);
        }

        var call = calls.Of(number, new ToolCallHead("", ""));
        call.Take(escaped);
        Emit(call.Number);
    }

    /// <summary>
    /// Passes on what waits, and the reason; the first one where several are told. Calls that nobody could make are a fault: those without
    /// a name, and where the provider gave no reason for the end, those that are not complete.
    /// </summary>
    public override void Finish(FinishReason reason, string? stopSequence = null)
    {
        if (IsFinished) return;
        if (calls.HasNameless && !reason.IsCutOff()) Fault = "called a tool without its name";
        else if (reason == FinishReason.Unstated && calls.IsWithinCall) Fault = "ended its stream within a tool call";
        if (Fault is not null) return;
        IsFinished = true;
        unclear?.Clear();
        foreach (var call in calls.Calls) call.End();
        Emit(calls.Calls.Count - 1);
        Next.Finish(reason.Given(calls.Calls.Count > 0), stopSequence);
    }

    /// <summary>A head waits for what follows it, since names come in pieces. The beginning of another call ends the wait.</summary>
    private void Begin(int number, in ToolCallHead head)
    {
        var call = calls.Of(number, head);
        Emit(call.Number - 1);
        call.Take(head);
    }

    /// <summary>Passes on what has come of the calls up to a number. A call whose name has not come yet delays those after it.</summary>
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
