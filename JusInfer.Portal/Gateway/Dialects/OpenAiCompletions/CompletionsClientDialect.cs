using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiCompletions;

/// <summary>
/// <c>POST /v1/completions</c>. For a model without text completions, the request is sent as a chat with the prompt as the user message.
/// </summary>
internal sealed class CompletionsClientDialect : IClientDialect
{
    public Dialect Dialect => CompletionsDialect.Id;

    public string Path => "/v1/completions";

    public IErrorFormat ErrorFormat => OpenAiErrorFormat.Instance;

    public Result<CallRequest, GatewayError> Read(ReadOnlySpan<byte> body, HttpRequest http) =>
        CompletionsRequestReader.Read(body).Map<CallRequest>(static request => request);

    public Conversation ReadConversation(Call call) => PromptAsChat.Read(call);

    public IResponseWriter Writer(Call call, PooledBuffer output) => new CompletionsWriter(call, output);
}
