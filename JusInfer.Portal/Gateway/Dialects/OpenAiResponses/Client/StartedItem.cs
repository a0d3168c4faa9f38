using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;

/// <summary>
/// An item of a stream that passes through, from its first event on. Its lists only grow; <see cref="ResponseProgress"/> has the number of
/// entries that the client has received.
/// </summary>
internal sealed class StartedItem
{
    public StartedItem(ReadOnlySpan<byte> json, int index)
    {
        var head = OutputItemHead.Read(json);
        (Json, Index, Id) = (json.ToArray(), index, head.Id.ToArray());
        (IsMessage, IsReasoning, IsCall, IsFunctionCall) = (head.IsMessage, head.IsReasoning, head.IsCall, head.IsFunctionCall);
    }

    /// <summary>The item as it began, a JSON object.</summary>
    public byte[] Json { get; }

    public int Index { get; }

    /// <summary>As escaped in JSON.</summary>
    public byte[] Id { get; }

    public bool IsMessage { get; }

    public bool IsReasoning { get; }

    public bool IsCall { get; }

    public bool IsFunctionCall { get; }

    public bool IsKnown => IsMessage || IsReasoning || IsCall;

    /// <summary>The finished parts, JSON objects.</summary>
    public List<ReadOnlyMemory<byte>> Parts { get; } = [];

    /// <summary>The annotations of all parts, JSON objects.</summary>
    public List<ReadOnlyMemory<byte>> Annotations { get; } = [];

    /// <summary>The form of the reasoning; null until an event shows it.</summary>
    public ReasoningForm? Reasoning { get; set; }

    /// <summary>The item with the content that the client has received, for a writer to continue.</summary>
    /// <param name="progress">The part of the stream that the client has received.</param>
    /// <param name="text">The text to which <see cref="ResponseProgress.Text"/> refers.</param>
    public OutputItem Continue(in ResponseProgress progress, ReadOnlySpan<byte> text)
    {
        var template = new ItemTemplate(Json);
        var current = text[progress.Text];
        if (IsMessage) return new MessageItem(template.Id, Index, this, progress, current) { Template = template };
        if (IsReasoning) return new ReasoningItem(template.Id, Index, this, progress, current) { Template = template };
        if (!IsCall)
        {
            var unknown = new UnknownItem(Index);
            unknown.Update(Json, isDone: false);
            return unknown;
        }

        var tool = new Tool
        {
            Name = template.Name ?? "",
            Namespace = template.Namespace,
            Kind = IsFunctionCall ? ToolKind.Function : ToolKind.Custom,
        };
        return new ToolCallItem(template.Id, Index, template.CallId, tool, current) { Template = template };
    }
}
