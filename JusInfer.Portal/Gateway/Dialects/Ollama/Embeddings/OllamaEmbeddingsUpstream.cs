using System.Diagnostics;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.Ollama.Embeddings;

/// <summary>
/// Sends Ollama's requests for embeddings to the endpoint that OpenAI-compatible providers have. The whole body is replaced; its texts are
/// copied.
/// </summary>
internal sealed class OllamaEmbeddingsUpstream(TimeProvider time) : IUpstreamDialect
{
    public Dialect Dialect => OllamaDialect.Embeddings;

    public ToolNameRule ToolNames => OpenAiToolNames.Rule;

    public bool Serves(CallRequest request, RouteTarget target) => request.Dialect == Dialect;

    public void ConfigureRequest(HttpRequestMessage request, Call call, UpstreamAddress address)
    {
        request.RequestUri = address.At("/embeddings");
        if (address.Bearer is { } bearer) request.Headers.TryAddWithoutValidation("Authorization", bearer);
    }

    public BodyPatch Patch(Call call, UpstreamAddress address)
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

    public IAnswerReader Reader(Call call) => new OllamaEmbeddingsReader(call, time);

    public void Write(Utf8JsonWriter writer, Conversation conversation, Call call) => throw new UnreachableException();
}
