using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiEmbeddings;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.Ollama.Embeddings;

/// <summary>Sends Ollama's requests for embeddings. The whole body is replaced; its texts are copied.</summary>
internal sealed class OllamaEmbeddingsUpstream(TimeProvider time) : EmbeddingsUpstream(OllamaDialect.Embeddings)
{
    /// <summary>True although there are no streams, so that the answer is written in Ollama's form.</summary>
    public override bool ReadsStreams => true;

    public override BodyPatch Patch(Call call, UpstreamAddress address)
    {
        var body = call.Context.Body.Memory;
        var request = (OllamaEmbeddingsRequest)call.Context.Request;
        var patch = new BodyPatch(body);
        ReadOnlySpan<byte> dimensions = request.Dimensions is { } range ? [.. ",\"dimensions\":"u8, .. body.Span[range]] : [];
        patch.Replace(
            Range.All,
            (byte[])
            [
                .. "{\"model\":"u8, .. address.Model, .. ",\"input\":"u8, .. body.Span[request.Input], .. dimensions,
                .. ",\"encoding_format\":\"float\"}"u8,
            ]);
        return patch;
    }

    public override IResponseReader Reader(Call call) => new OllamaEmbeddingsReader(call, time);
}
