using System.Buffers;
using System.Collections.Immutable;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls;

/// <summary>
/// Converts calls of functions that replace custom tools back to calls of the custom tools. The input is passed on when it is complete,
/// because it is escaped twice and pieces of it cannot be unescaped.
/// </summary>
internal sealed class CustomToolSink : ResponseSink
{
    private readonly ImmutableHashSet<string>? names;
    private readonly CallRequest request;
    private readonly ReadOnlyMemory<byte> body;
    private SortedDictionary<int, (string Tool, ArrayBufferWriter<byte> Input)>? inputs;

    private CustomToolSink(IResponseSink next, ImmutableHashSet<string>? names, CallRequest request, ReadOnlyMemory<byte> body)
        : base(next) => (this.names, this.request, this.body) = (names, request, body);

    /// <summary>A stage before <paramref name="next"/>; <paramref name="next"/> itself if the request has no custom tools.</summary>
    /// <param name="next">The next stage.</param>
    /// <param name="conversation">The request as it was translated; null if it was passed through.</param>
    /// <param name="request">The request.</param>
    /// <param name="body">Its body; must outlive the stage.</param>
    public static IResponseSink Before(IResponseSink next, Conversation? conversation, CallRequest request, ReadOnlyMemory<byte> body)
    {
        if (conversation is null) return request.HasCustomTools ? new CustomToolSink(next, null, request, body) : next;
        if (conversation.Tools.IsEmpty) return next;
        var custom = conversation.Tools.Where(static tool => tool.Kind == ToolKind.Custom).Select(static tool => tool.Name)
            .ToImmutableHashSet();
        return custom.IsEmpty ? next : new CustomToolSink(next, custom, request, body);
    }

    public override void ToolCall(int number, in ToolCallHead head)
    {
        var replaces = head.Kind == ToolKind.Function && IsCustom(head.Name);
        if (replaces) (inputs ??= [])[number] = (head.Name, new ArrayBufferWriter<byte>());
        Next.ToolCall(number, replaces ? head with { Kind = ToolKind.Custom } : head);
    }

    public override void Arguments(int number, ReadOnlySpan<byte> escaped)
    {
        if (inputs is not null && inputs.TryGetValue(number, out var call)) call.Input.Write(escaped);
        else Next.Arguments(number, escaped);
    }

    public override void Finish(FinishReason reason, string? stopSequence = null)
    {
        foreach (var (number, (tool, input)) in inputs ?? [])
            Next.Arguments(number, CustomToolInput.Find(input.WrittenSpan, tool).Escaped);
        inputs?.Clear();
        Next.Finish(reason, stopSequence);
    }

    private bool IsCustom(string name) => names?.Contains(name) ?? request.DeclaresCustomTool(body, name);
}
