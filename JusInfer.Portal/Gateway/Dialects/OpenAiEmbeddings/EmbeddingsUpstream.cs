using System.Diagnostics;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiEmbeddings;

/// <summary>
/// The endpoint for embeddings of OpenAI-compatible providers, which serves the requests of one client dialect, regardless of the provider's
/// dialect for chats.
/// </summary>
internal abstract class EmbeddingsUpstream(Dialect dialect) : IUpstreamDialect
{
    public Dialect Dialect => dialect;

    public ToolNameRule ToolNames => OpenAiToolNames.Rule;

    public abstract bool ReadsStreams { get; }

    public bool Serves(CallRequest request, RouteTarget target) => request.Dialect == Dialect;

    public void ConfigureRequest(HttpRequestMessage request, Call call, UpstreamAddress address)
    {
        request.RequestUri = address.At("/embeddings");
        if (address.Bearer is { } bearer) request.Headers.TryAddWithoutValidation("Authorization", bearer);
    }

    public abstract BodyPatch Patch(Call call, UpstreamAddress address);

    public abstract IResponseReader Reader(Call call);

    public virtual IPassthrough? Passthrough(Call call, PooledBuffer output) => null;

    public void Write(Utf8JsonWriter writer, Conversation conversation, Call call) => throw new UnreachableException();
}
