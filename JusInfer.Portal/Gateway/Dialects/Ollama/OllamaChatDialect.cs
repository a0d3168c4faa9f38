using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.Ollama.Client;
using JusInfer.Portal.Gateway.Dialects.Ollama.Discovery;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.Ollama;

/// <summary><c>POST /api/chat</c>. Also maps the endpoints that ask no model.</summary>
internal sealed class OllamaChatDialect(OllamaEndpoints discovery, TimeProvider time) : IClientDialect
{
    public Dialect Dialect => OllamaDialect.Id;

    public string Path => OllamaPaths.Chat;

    public void MapEndpoints(IEndpointRouteBuilder endpoints) => discovery.Map(endpoints);

    public IStreamFraming Framing { get; } = new OllamaFraming(OllamaForm.Chat, time);

    public IErrorFormat ErrorFormat => OllamaErrorFormat.Instance;

    public bool Recognizes(HttpRequest request) => OllamaPaths.Contains(request.Path);

    public bool SupportsResumption => true;

    public Result<CallRequest, GatewayError> Read(ReadOnlySpan<byte> body, HttpRequest http) =>
        OllamaRequestReader.ReadChat(body).Map<CallRequest>(static request => request);

    public Conversation ReadConversation(Call call) => OllamaConversationReader.ReadChat(call);

    public IResponseWriter Writer(Call call, PooledBuffer output) => new OllamaWriter(call, output, OllamaForm.Chat, time);
}
