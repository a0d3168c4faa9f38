using System.Collections.Immutable;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls;

/// <summary>Shortens names of tools that an upstream dialect does not accept, and restores them in its answers.</summary>
internal static class ToolNameShortener
{
    /// <summary>Shortens the names of tools in a conversation that the rule does not accept.</summary>
    public static Conversation In(Conversation conversation, ToolNameRule rule)
    {
        bool IsRejected(Part part) => part is Part.ToolCall call && !rule.Accepts(call.Name);
        if (conversation.Tools.All(tool => rule.Accepts(tool.Name)) && !conversation.Turns.Any(turn => turn.Parts.Any(IsRejected)))
            return conversation;
        return conversation with
        {
            Tools = [.. conversation.Tools.Select(tool => tool with { Name = rule.Shorten(tool.Name) })],
            ToolChoice = conversation.ToolChoice.Name is { } name
                ? conversation.ToolChoice with { Name = rule.Shorten(name) }
                : conversation.ToolChoice,
            Turns = [.. conversation.Turns.Select(
                turn => turn with
                {
                    Parts = [.. turn.Parts.Select(part => part is Part.ToolCall call ? call with { Name = rule.Shorten(call.Name) } : part)],
                })],
        };
    }

    /// <summary>
    /// A stage before <paramref name="next"/> that restores the names of the tools that are called; <paramref name="next"/> itself if no
    /// name was shortened.
    /// </summary>
    public static IResponseSink Before(IResponseSink next, Conversation? conversation, ToolNameRule rule)
    {
        var names = ImmutableDictionary<string, string>.Empty;
        foreach (var tool in conversation?.Tools ?? []) Add(tool.Name);

        // A model repeats calls of tools that were taken away since.
        foreach (var turn in conversation?.Turns ?? [])
        {
            foreach (var part in turn.Parts)
            {
                if (part is Part.ToolCall call) Add(call.Name);
            }
        }

        return names.IsEmpty ? next : new NameRestoringSink(next, names);

        void Add(string name)
        {
            if (!rule.Accepts(name)) names = names.SetItem(rule.Shorten(name), name);
        }
    }

    private sealed class NameRestoringSink(IResponseSink next, ImmutableDictionary<string, string> names) : ResponseSink(next)
    {
        public override void ToolCall(int number, in ToolCallHead head) =>
            Next.ToolCall(number, names.TryGetValue(head.Name, out var name) ? head with { Name = name } : head);
    }
}
