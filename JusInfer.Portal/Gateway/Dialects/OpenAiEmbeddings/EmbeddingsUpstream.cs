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

namespace JusInfer.Portal.Gateway.Dialects.OpenAiEmbeddings;

/// <summary>The embeddings of OpenAI-compatible providers. Only the model's name changes; the rest of the body is sent unchanged.</summary>
internal sealed class EmbeddingsUpstream(TimeProvider time) : IUpstreamDialect
{
    public Dialect Dialect => EmbeddingsDialect.Id;

    public ToolNameRule ToolNames => OpenAiToolNames.Rule;

    /// <summary>Serves embeddings requests, regardless of the provider's dialect for chats.</summary>
    public bool Serves(CallRequest request, RouteTarget target) => request.Dialect == Dialect;

    public void ConfigureRequest(HttpRequestMessage request, Call call, UpstreamAddress address)
    {
        request.RequestUri = address.At("/embeddings");
        if (address.Bearer is { } bearer) request.Headers.TryAddWithoutValidation("Authorization", bearer);
    }

    public BodyPatch Patch(Call call, UpstreamAddress address)
    {
        var patch = new BodyPatch(call.Context.Body.Memory);
        patch.Replace(((EmbeddingsRequest)call.Context.Request).ModelSpan, address.Model);
        PolicyDecision.Of(call).ApplyAll(patch, call.Context.Body.Span);
        return patch;
    }

    public bool ReadsStreams => false;

    public IAnswerReader Reader(Call call) => new EmbeddingsAnswerReader(call, time);

    public void Write(Utf8JsonWriter writer, Conversation conversation, Call call) => throw new UnreachableException();
}
