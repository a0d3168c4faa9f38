using System.Collections.Immutable;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Translation.Reasoning;

/// <summary>Puts back into a conversation what its client has dropped from the model's own turns.</summary>
internal sealed class ReasoningRestorer(ReasoningCache memory)
{
    public Conversation Complete(Conversation conversation, TenantId tenant)
    {
        ImmutableArray<Turn>.Builder? completed = null;
        for (var i = 0; i < conversation.Turns.Length; i++)
        {
            var turn = conversation.Turns[i];
            if (turn.Role != Role.Assistant || !turn.Parts.Any(static part => part is Part.ToolCall)) continue;
            var whole = Complete(turn, tenant);
            if (ReferenceEquals(whole, turn)) continue;
            completed ??= conversation.Turns.ToBuilder();
            completed[i] = whole;
        }

        return completed is null ? conversation : conversation with { Turns = completed.MoveToImmutable() };
    }

    private Turn Complete(Turn turn, TenantId tenant)
    {
        var isSealed = turn.Parts.Any(static part => part is Part.Reasoning { Seal: not null });
        ImmutableArray<Part.Reasoning> thoughts = [];
        var parts = turn.Parts.ToBuilder();
        var changed = false;
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i] is not Part.ToolCall call) continue;
            if (memory.Find(ToolCallFingerprint.Of(tenant, call.Id, call.Name, call.Arguments.Decode())) is not { } found) continue;
            if (thoughts.IsEmpty && !isSealed) thoughts = found.Reasoning;
            if (call.Extra is not null || found.Extra is null) continue;
            parts[i] = call with { Extra = found.Extra };
            changed = true;
        }

        if (!thoughts.IsEmpty)
        {
            // What the client told of the same thoughts without their seal would stand there twice.
            parts.RemoveAll(static part => part is Part.Reasoning);
            parts.InsertRange(0, thoughts);
            changed = true;
        }

        return changed ? turn with { Parts = parts.ToImmutable() } : turn;
    }
}
