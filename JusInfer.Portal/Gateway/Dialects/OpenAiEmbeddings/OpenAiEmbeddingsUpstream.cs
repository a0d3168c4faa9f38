using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiEmbeddings;

/// <summary>Sends OpenAI's requests for embeddings. Only the model's name changes; the rest of the body is sent unchanged.</summary>
internal sealed class OpenAiEmbeddingsUpstream(TimeProvider time) : EmbeddingsUpstream(EmbeddingsDialect.Id)
{
    public override bool ReadsStreams => false;

    public override BodyPatch Patch(Call call, UpstreamAddress address)
    {
        var patch = new BodyPatch(call.Context.Body.Memory);
        patch.Replace(((EmbeddingsRequest)call.Context.Request).ModelSpan, address.Model);
        PolicyDecision.From(call).ApplyAll(patch, call.Context.Body.Span);
        return patch;
    }

    public override IResponseReader Reader(Call call) => new EmbeddingsPassthrough(call, time);

    public override IPassthrough Passthrough(Call call, PooledBuffer output) => new EmbeddingsPassthrough(call, time);
}
