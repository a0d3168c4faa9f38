using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Translation.Reasoning;

/// <summary>
/// Decides which signatures of reasoning the target of an attempt receives: its own, and those of unknown origin that its provider has not
/// rejected. Providers reject a request with a signature of another provider.
/// </summary>
internal sealed class SignatureFilter(SignatureOrigins origins, TeamId team, ModelEndpoint target)
{
    private List<UInt128>? accepted;

    /// <summary>The target receives no signatures, because it has rejected one of this request.</summary>
    public bool OmitsAll { get; init; }

    /// <param name="escaped">A signature of the target's kind, as the client carries it.</param>
    public bool Accepts(ReadOnlySpan<byte> escaped) => Accepts(escaped, maker: null);

    public bool Accepts(ReasoningMaker? maker) => !OmitsAll && maker?.IsAcceptedBy(target) is not false;

    /// <summary>Records that the target's provider has rejected the request because of a signature.</summary>
    public void RecordRejection() => accepted?.ForEach(key => origins.AddRejection(key, target.Provider.Id));

    /// <summary>The conversation without the signatures that the target does not receive. The text of the reasoning remains.</summary>
    public Conversation Apply(Conversation conversation)
    {
        ImmutableArray<Turn>.Builder? turns = null;
        for (var i = 0; i < conversation.Turns.Length; i++)
        {
            var turn = conversation.Turns[i];
            if (!turn.Parts.Any(static part => part is Part.Reasoning { Signature: not null } or Part.ToolCall { Extra: not null })) continue;
            var parts = turn.Parts.ToBuilder();
            if (!Apply(parts)) continue;
            turns ??= conversation.Turns.ToBuilder();
            turns[i] = turn with { Parts = parts.ToImmutable() };
        }

        return turns is null ? conversation : conversation with { Turns = turns.MoveToImmutable() };
    }

    /// <returns>Whether a part has changed.</returns>
    private bool Apply(ImmutableArray<Part>.Builder parts)
    {
        var isChanged = false;
        for (var i = parts.Count - 1; i >= 0; i--)
        {
            if (parts[i] is Part.Reasoning { Signature: { } signature } reasoning && !Accepts(signature.Value.Escaped, signature.Maker))
            {
                isChanged = true;
                if (reasoning.Value.IsEmpty) parts.RemoveAt(i);
                else parts[i] = reasoning with { Signature = null };
            }
            else if (parts[i] is Part.ToolCall { Extra: not null } call && !Accepts(call.ExtraMaker))
            {
                isChanged = true;
                parts[i] = call with { Extra = null };
            }
        }

        return isChanged;
    }

    private bool Accepts(ReadOnlySpan<byte> escaped, ReasoningMaker? maker)
    {
        if (OmitsAll) return false;
        var key = SignatureOrigins.KeyOf(team, escaped);
        var origin = origins.Find(key);
        if (origin.RejectedBy == target.Provider.Id || !Accepts(maker ?? origin.Maker)) return false;
        (accepted ??= []).Add(key);
        return true;
    }
}
