using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat;

/// <summary><c>POST /v1/chat/completions</c>.</summary>
internal sealed class ChatFrontDoor : IFrontDoor
{
    public Dialect Dialect => Dialect.OpenAiChat;

    public string Path => "/v1/chat/completions";

    public (CallRequest? Request, GatewayError? Error) Read(ReadOnlySpan<byte> body) => ChatRequestReader.Read(body);

    public Conversation Converse(Call call) => ChatConversationReader.Read(call);

    public IAnswerWriter Writer(Call call, PooledBuffer output) =>
        call.Request.Stream ? new ChatStreamWriter(call, output) : new ChatWholeWriter(call, output);
}
