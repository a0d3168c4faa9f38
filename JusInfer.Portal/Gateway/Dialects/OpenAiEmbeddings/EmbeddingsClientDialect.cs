using System.Diagnostics;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiEmbeddings;

/// <summary>
/// <c>POST /v1/embeddings</c>. Requests and answers are passed through and never translated.
/// </summary>
internal sealed class EmbeddingsClientDialect : IClientDialect
{
    public Dialect Dialect => EmbeddingsDialect.Id;

    public string Path => "/v1/embeddings";

    public IErrorFormat ErrorFormat => OpenAiErrorFormat.Instance;

    public Result<CallRequest, GatewayError> Read(ReadOnlySpan<byte> body, HttpRequest http) =>
        EmbeddingsRequestReader.Read(body).Map<CallRequest>(static request => request);

    public Conversation ReadConversation(Call call) => throw new UnreachableException();

    public IResponseWriter Writer(Call call, PooledBuffer output) => throw new UnreachableException();
}
