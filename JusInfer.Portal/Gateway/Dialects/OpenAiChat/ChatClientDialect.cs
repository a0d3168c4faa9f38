using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat;

/// <summary><c>POST /v1/chat/completions</c>.</summary>
internal sealed class ChatClientDialect : IClientDialect
{
    public Dialect Dialect => ChatDialect.Id;

    public string Path => "/v1/chat/completions";

    public IErrorFormat ErrorFormat => OpenAiErrorFormat.Instance;

    public bool SupportsResumption => true;

    /// <summary>
    /// Reads a chat completion request. Cursor's agent sends requests in the form of Responses here and reads chat chunks, so a body that
    /// is not a chat request may be one of those.
    /// </summary>
    public Result<CallRequest, GatewayError> Read(ReadOnlySpan<byte> body, HttpRequest http)
    {
        if (ChatRequestReader.Read(body).TryGet(out var chat, out var error)) return chat;
        if (error.Param != "messages" || !ResponsesRequestReader.Read(body).TryGet(out var response, out _)) return error;
        return response is { Ranges.Input: not null, PreviousResponseId: null } ? response with { Store = false } : error;
    }

    public Conversation ReadConversation(Call call) =>
        call.Context.Request is ResponsesRequest
            ? ResponsesConversationReader.Read(PolicyDecision.From(call).Reduce(call.Context.Body.Memory), recalled: 0)
            : ChatConversationReader.Read(call);

    public IResponseWriter Writer(Call call, PooledBuffer output) =>
        call.Context.Request.Stream ? new ChatStreamWriter(call, output) : new ChatBufferedWriter(call, output);
}
