using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Translation.Reasoning;

/// <summary>
/// Restores the signatures in the assistant turns of a conversation: opens those that the client carries as seals, and adds cached
/// reasoning and signatures that the client has dropped.
/// </summary>
internal sealed class ReasoningRestorer(ReasoningCache cache, ReasoningSeals seals, SignatureOrigins origins)
{
    /// <summary>Signatures that clients have dropped are cached, of any team.</summary>
    public bool HasCached => !cache.IsEmpty;

    /// <summary>The maker of the last reasoning or signed tool call of a restored conversation; null if there is none or it is unknown.</summary>
    public static ReasoningMaker? LastMakerIn(Conversation conversation) =>
        conversation.Turns.Reverse().SelectMany(static turn => turn.Parts.Reverse())
            .Select(static part => (part as Part.Reasoning)?.Signature?.Maker ?? (part as Part.ToolCall)?.ExtraMaker)
            .FirstOrDefault(static maker => maker is not null);

    /// <summary>The maker of a signature or seal that a client carries; null if unknown.</summary>
    public ReasoningMaker? FindMaker(TeamId team, ReadOnlySpan<byte> escaped) => ReasoningSignatureTag.IsSeal(escaped)
        ? seals.Open(team, escaped)?.Maker
        : origins.Find(SignatureOrigins.KeyOf(team, escaped)).Maker;

    /// <param name="team">The team of the call.</param>
    /// <param name="target">The endpoint that receives the request.</param>
    /// <param name="omitsAll">It receives no signatures.</param>
    public SignatureFilter FilterFor(TeamId team, ModelEndpoint target, bool omitsAll) => new(origins, team, target) { OmitsAll = omitsAll };

    public Conversation Restore(Conversation conversation, TeamId team)
    {
        ImmutableArray<Turn>.Builder? turns = null;
        for (var i = 0; i < conversation.Turns.Length; i++)
        {
            var turn = conversation.Turns[i];
            if (turn.Role != TurnRole.Assistant) continue;
            var restored = RestoreDropped(OpenSeals(turn, team), team);
            if (ReferenceEquals(restored, turn)) continue;
            turns ??= conversation.Turns.ToBuilder();
            turns[i] = restored;
        }

        return turns is null ? conversation : conversation with { Turns = turns.MoveToImmutable() };
    }

    private Turn OpenSeals(Turn turn, TeamId team)
    {
        for (var i = turn.Parts.Length - 1; i >= 0; i--)
        {
            if (turn.Parts[i] is not Part.Reasoning { Signature: { } signature } reasoning || !ReasoningSignatureTag.IsSeal(signature.Value.Escaped)) continue;
            var opened = reasoning with { Signature = seals.Open(team, signature.Value.Escaped) };
            var isEmpty = opened.Value.IsEmpty && opened.Signature is null;
            turn = turn with { Parts = isEmpty ? turn.Parts.RemoveAt(i) : turn.Parts.SetItem(i, opened) };
        }

        return turn;
    }

    private Turn RestoreDropped(Turn turn, TeamId team)
    {
        if (!turn.Parts.Any(static part => part is Part.ToolCall)) return turn;
        var isSigned = turn.Parts.Any(static part => part is Part.Reasoning { Signature: not null });
        ImmutableArray<Part.Reasoning> reasoning = [];
        var parts = turn.Parts.ToBuilder();
        var changed = false;
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i] is not Part.ToolCall call) continue;
            if (cache.Find(ToolCallFingerprint.Create(team, call.Id, call.Name, call.Arguments.Decode())) is not { } found) continue;
            if (reasoning.IsEmpty && !isSigned) reasoning = found.Reasoning;
            if (call.Extra is not null || found.Extra is null) continue;
            parts[i] = call with { Extra = found.Extra, ExtraMaker = found.Maker };
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
