using System.Collections.Immutable;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Translation.Reasoning;

/// <summary>Restores cached reasoning and signatures that the client has dropped from the assistant turns of a conversation.</summary>
internal sealed class ReasoningRestorer(ReasoningCache cache)
{
    public Conversation Restore(Conversation conversation, TenantId tenant)
    {
        ImmutableArray<Turn>.Builder? turns = null;
        for (var i = 0; i < conversation.Turns.Length; i++)
        {
            var turn = conversation.Turns[i];
            if (turn.Role != Role.Assistant || !turn.Parts.Any(static part => part is Part.ToolCall)) continue;
            var restored = Restore(turn, tenant);
            if (ReferenceEquals(restored, turn)) continue;
            turns ??= conversation.Turns.ToBuilder();
            turns[i] = restored;
        }

        return turns is null ? conversation : conversation with { Turns = turns.MoveToImmutable() };
    }

    private Turn Restore(Turn turn, TenantId tenant)
    {
        var isSigned = turn.Parts.Any(static part => part is Part.Reasoning { Signature: not null });
        ImmutableArray<Part.Reasoning> reasoning = [];
        var parts = turn.Parts.ToBuilder();
        var changed = false;
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i] is not Part.ToolCall call) continue;
            if (cache.Find(ToolCallFingerprint.Of(tenant, call.Id, call.Name, call.Arguments.Decode())) is not { } found) continue;
            if (reasoning.IsEmpty && !isSigned) reasoning = found.Reasoning;
            if (call.Extra is not null || found.Extra is null) continue;
            parts[i] = call with { Extra = found.Extra };
            changed = true;
        }

        if (!reasoning.IsEmpty)
        {
            // Reasoning that the client sent without its signature is removed, because it would be duplicated.
            parts.RemoveAll(static part => part is Part.Reasoning);
            parts.InsertRange(0, reasoning);
            changed = true;
        }

        return changed ? turn with { Parts = parts.ToImmutable() } : turn;
    }
}
