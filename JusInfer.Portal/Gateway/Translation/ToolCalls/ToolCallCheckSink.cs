using System.Buffers;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls;

/// <summary>
/// Checks the tool calls of an answer when they are complete, and reports the first fault before it passes on the finish reason. The calls pass as they are; a later
/// stage withholds them. Truncated answers are not checked: another model would be cut off as well.
/// </summary>
/// <param name="next">The next stage.</param>
/// <param name="readTools">Reads the tools that the request defines; null if they cannot be read. Called only for answers with tool calls.</param>
/// <param name="report">Receives the fault.</param>
internal sealed class ToolCallCheckSink(IResponseSink next, Func<ToolSignatures?> readTools, Action<ResponseFault> report)
    : ResponseSink(next)
{
    private readonly SortedDictionary<int, (string Name, ToolKind Kind, ArrayBufferWriter<byte> Arguments)> calls = [];

    public override void ToolCall(int number, in ToolCallHead head)
    {
        calls[number] = (head.Name, head.Kind, new ArrayBufferWriter<byte>());
        Next.ToolCall(number, head);
    }

    public override void Arguments(int number, ReadOnlySpan<byte> escaped)
    {
        if (calls.TryGetValue(number, out var call)) call.Arguments.Write(escaped);
        Next.Arguments(number, escaped);
    }

    public override void Finish(FinishReason reason, string? stopSequence = null)
    {
        if (reason == FinishReason.ToolCalls && calls.Count > 0 && FindFault() is { } fault) report(fault);
        Next.Finish(reason, stopSequence);
    }

    private ResponseFault? FindFault()
    {
        if (readTools() is not { } tools) return null;
        foreach (var (name, kind, arguments) in calls.Values)
        {
            if (tools.FaultOf(name, kind, arguments.WrittenSpan) is { } fault) return fault;
        }

        return null;
    }
}
