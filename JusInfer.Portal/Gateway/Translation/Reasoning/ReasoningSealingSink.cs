using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Translation.Reasoning;

/// <summary>Seals the signatures of an answer for a client that keeps them and whose dialect is not the provider's.</summary>
internal sealed class ReasoningSealingSink(IAnswerSink next, ReasoningSeals seals, TenantId tenant, ReasoningMaker maker) : AnswerSink(next)
{
    public override void Signature(ReasoningSignature signature) => Next.Signature(seals.Seal(tenant, signature, maker));
}
