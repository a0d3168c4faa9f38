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
    /// <summary>Reasoning that clients may have dropped is cached, of any team.</summary>
    public bool HasCached => !cache.IsEmpty;

    /// <summary>A model must not reason in some session, of any team.</summary>
    public bool HasSwitchedOff => cache.HasSwitchedOff;

    /// <summary>
    /// The target must not reason in the session that began with this tool call, because it wants earlier reasoning back that is lost.
    /// </summary>
    public bool IsSwitchedOff(TeamId team, string firstCall, ModelEndpoint target, IReasoningScope scope) =>
        cache.IsSwitchedOff(team, ToolCallFingerprint.Identify(firstCall, scope), ReasoningMaker.From(target));

    /// <summary>Remembers that the target must not reason in that session.</summary>
    public void SwitchOff(TeamId team, string firstCall, ModelEndpoint target, IReasoningScope scope) =>
        cache.SwitchOff(team, ToolCallFingerprint.Identify(firstCall, scope), ReasoningMaker.From(target));

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

    /// <param name="conversation">The conversation.</param>
    /// <param name="team">The team of the call.</param>
    /// <param name="scope">The call; null if the ids of tool calls are unique.</param>
    public Conversation Restore(Conversation conversation, TeamId team, IReasoningScope? scope = null)
    {
        ImmutableArray<Turn>.Builder? turns = null;
        HashSet<CachedReasoning> used = new(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < conversation.Turns.Length; i++)
        {
            var turn = conversation.Turns[i];
            if (turn.Role != TurnRole.Assistant) continue;
            var restored = RestoreDropped(OpenSeals(turn, team), team, scope, used);
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

    /// <param name="turn">A turn of the model.</param>
    /// <param name="team">The team of the call.</param>
    /// <param name="scope">The call; null if the ids of tool calls are unique.</param>
    /// <param name="used">What is restored already: a call that is sent several times does not make the prompt longer each time.</param>
    private Turn RestoreDropped(Turn turn, TeamId team, IReasoningScope? scope, HashSet<CachedReasoning> used)
    {
        if (cache.IsEmpty || !turn.Parts.Any(static part => part is Part.ToolCall)) return turn;
        var isSigned = turn.Parts.Any(static part => part is Part.Reasoning { Signature: not null });
        AnswerReasoning? answer = null;
        var parts = turn.Parts;
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i] is not Part.ToolCall call) continue;
            var fingerprint = ToolCallFingerprint.Create(team, call.Id, call.Name, call.Arguments.Decode(), scope);
            if (cache.Find(fingerprint) is not { } found || !used.Add(found)) continue;
            if (!found.Answer.Parts.IsEmpty) answer ??= found.Answer;
            if (call.Extra is not null || found.Extra is null) continue;
            parts = parts.SetItem(i, call with { Extra = found.Extra, ExtraMaker = found.Answer.Maker });
        }

        var isReadable = turn.Parts.Any(static part => part is Part.Reasoning { Value.IsEmpty: false });
        if (answer is not null && !isSigned && (answer.IsSigned || !isReadable)) parts = answer.InsertInto(parts);
        return parts == turn.Parts ? turn : turn with { Parts = parts };
    }
}
