using System.Buffers;
using System.Collections.Immutable;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls;

/// <summary>
/// Converts calls of functions that replace custom tools back to calls of the custom tools. The input is passed on when it is complete,
/// because it is escaped twice and pieces of it cannot be unescaped.
/// </summary>
internal sealed class CustomToolSink(IResponseSink next, ImmutableHashSet<string> names) : ResponseSink(next)
{
    private readonly SortedDictionary<int, ArrayBufferWriter<byte>> inputs = [];

    /// <summary>A stage before <paramref name="next"/>; <paramref name="next"/> itself if the request has no custom tools.</summary>
    public static IResponseSink Before(IResponseSink next, Conversation? conversation)
    {
        if (conversation is null || conversation.Tools.IsEmpty) return next;
        var names = conversation.Tools.Where(static tool => tool.Kind == ToolKind.Custom).Select(static tool => tool.Name)
            .ToImmutableHashSet();
        return names.IsEmpty ? next : new CustomToolSink(next, names);
    }

    public override void ToolCall(int number, in ToolCallHead head)
    {
        var isCustom = head.Kind == ToolKind.Function && names.Contains(head.Name);
        if (isCustom) inputs[number] = new ArrayBufferWriter<byte>();
        Next.ToolCall(number, isCustom ? head with { Kind = ToolKind.Custom } : head);
    }

    public override void Arguments(int number, ReadOnlySpan<byte> escaped)
    {
        if (inputs.TryGetValue(number, out var input)) input.Write(escaped);
        else Next.Arguments(number, escaped);
    }

    public override void Finish(FinishReason reason, string? stopSequence = null)
    {
        foreach (var (number, input) in inputs) Next.Arguments(number, CustomTool.InputOf(input.WrittenSpan).Escaped);
        inputs.Clear();
        Next.Finish(reason, stopSequence);
    }
}
