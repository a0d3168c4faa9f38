using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Translation.Reasoning;

/// <summary>Seals the signatures of an answer for a client that keeps them and whose dialect is not the provider's.</summary>
internal sealed class ReasoningSealingSink(IResponseSink next, ReasoningSeals seals, TeamId team, ReasoningMaker maker)
    : ResponseSink(next)
{
    public override void Signature(ReasoningSignature signature) => Next.Signature(seals.Seal(team, signature, maker));
}
