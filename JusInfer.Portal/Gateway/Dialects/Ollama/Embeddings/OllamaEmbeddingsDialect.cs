using System.Diagnostics;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.Ollama.Embeddings;

/// <summary><c>POST /api/embed</c>, which embeds one or more texts, and its older form <c>POST /api/embeddings</c>, which embeds one prompt.</summary>
/// <param name="isLegacy">The older form.</param>
internal sealed class OllamaEmbeddingsDialect(bool isLegacy) : IClientDialect
{
    public Dialect Dialect => OllamaDialect.Embeddings;

    public string Path => isLegacy ? OllamaPaths.LegacyEmbeddings : OllamaPaths.Embed;

    public IErrorFormat ErrorFormat => OllamaErrorFormat.Instance;

    public bool Recognizes(HttpRequest request) => false;

    public Result<CallRequest, GatewayError> Read(ReadOnlySpan<byte> body, HttpRequest http) =>
        (isLegacy ? OllamaEmbeddingsRequestReader.ReadPrompt(body) : OllamaEmbeddingsRequestReader.ReadInputs(body))
            .Map<CallRequest>(static request => request);

    public Conversation ReadConversation(Call call) => throw new UnreachableException();

    public IResponseWriter Writer(Call call, PooledBuffer output) => new OllamaEmbeddingsWriter(call, output, isLegacy);
}
