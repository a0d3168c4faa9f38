using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.Ollama.Client;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.Ollama;

/// <summary><c>POST /api/generate</c>: a chat with one user message.</summary>
internal sealed class OllamaGenerateDialect(TimeProvider time) : IClientDialect
{
    public Dialect Dialect => OllamaDialect.Id;

    public string Path => OllamaPaths.Generate;

    public IStreamFraming Framing { get; } = new OllamaFraming(OllamaForm.Generate, time);

    public IErrorFormat ErrorFormat => OllamaErrorFormat.Instance;

    public bool Recognizes(HttpRequest request) => false;

    public bool SupportsResumption => true;

    public Result<CallRequest, GatewayError> Read(ReadOnlySpan<byte> body, HttpRequest http) =>
        OllamaRequestReader.ReadGenerate(body).Map<CallRequest>(static request => request);

    public Conversation ReadConversation(Call call) => OllamaConversationReader.ReadGenerate(call);

    public IResponseWriter Writer(Call call, PooledBuffer output) => new OllamaWriter(call, output, OllamaForm.Generate, time);
}
